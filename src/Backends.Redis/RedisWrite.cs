using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// The write of one key. All commands of a batch are sent before a synchronous caller waits for the first reply. A write waits for its reply in
/// any case: the client may still be writing from the buffer of the payload.
/// </summary>
internal readonly record struct RedisWrite(RedisKey Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive)
{
    public static RedisWrite Of(BatchEntry entry) => new(RedisKeyEncoding.Encode(entry.Key), entry.Payload, entry.TimeToLive);

    /// <summary>Sends the commands of a set of each entry, and returns their replies.</summary>
    public static Task<bool>[] SetAll(IDatabase database, RedisWrite[] writes)
    {
        Task<bool>[] sent = Array.ConvertAll(writes, write => write.TimeToLive <= TimeSpan.Zero
            ? database.KeyDeleteAsync(write.Key)
            : database.StringSetAsync(write.Key, write.Payload, RedisTimeToLive.ExpirationOf(write.TimeToLive)));
        return Array.ConvertAll(sent, SetAsync);
    }

    /// <summary>Sends the command of an addition of each entry, and returns their replies.</summary>
    public static Task<bool>[] AddAll(IDatabase database, RedisWrite[] writes)
    {
        foreach (RedisWrite write in writes)
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(write.TimeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, "timeToLive");
        Task<bool>[] sent = Array.ConvertAll(writes, write =>
            database.StringSetAsync(write.Key, write.Payload, RedisTimeToLive.ExpirationOf(write.TimeToLive), ValueCondition.NotExists));
        return [.. writes.Zip(sent, (write, reply) => AddAsync(database, write.Key, reply))];
    }

    private static async Task<bool> SetAsync(Task<bool> reply)
    {
        await RedisRefusals.ThrownAsync(RedisReply.Of(reply)).ConfigureAwait(false);
        return true;
    }

    // SET with NX says neither that a key has another data type, which MGET reads as absent. So a key that was not added is looked at.
    private static async Task<bool> AddAsync(IDatabase database, RedisKey key, Task<bool> reply)
    {
        bool isAdded = await RedisRefusals.ThrownAsync(RedisReply.Of(reply)).ConfigureAwait(false);
        if (!isAdded)
            await RedisRefusals.ThrownAsync(RedisReply.Of(database.StringGetAsync(key))).ConfigureAwait(false);
        return isAdded;
    }
}
