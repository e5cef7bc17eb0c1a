using StackExchange.Redis;

namespace CacheKit;

/// <summary>The write of one key. It waits for the reply in any case: the client may still be writing from the buffer of the payload.</summary>
internal readonly record struct RedisWrite(RedisKey Key, ReadOnlyMemory<byte> Payload, TimeSpan? TimeToLive)
{
    public static RedisWrite Of(BatchEntry entry) => new(RedisKeyEncoding.Encode(entry.Key), entry.Payload, entry.TimeToLive);

    public async Task<bool> SetAsync(IDatabase database)
    {
        await RedisRefusals.ThrownAsync(TimeToLive <= TimeSpan.Zero
            ? database.KeyDeleteAsync(Key)
            : database.StringSetAsync(Key, Payload, RedisTimeToLive.ExpirationOf(TimeToLive))).ConfigureAwait(false);
        return true;
    }

    // SET with NX says neither that a key has another data type, which MGET reads as absent. So a key that was not added is looked at.
    public async Task<bool> AddAsync(IDatabase database)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero, "timeToLive");
        bool isAdded = await RedisRefusals.ThrownAsync(
            database.StringSetAsync(Key, Payload, RedisTimeToLive.ExpirationOf(TimeToLive), ValueCondition.NotExists)).ConfigureAwait(false);
        if (!isAdded)
            await RedisRefusals.ThrownAsync(database.StringGetAsync(Key)).ConfigureAwait(false);
        return isAdded;
    }
}
