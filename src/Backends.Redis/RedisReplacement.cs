using StackExchange.Redis;

namespace CacheKit;

/// <summary>Puts a payload in the place of another one, only while that is there: a script, since a server before 8.4 has no command for it.</summary>
internal static class RedisReplacement
{
    // KEYS[1] the key; ARGV: the payload that must be there, the one to store, and its life in milliseconds (0: none, the key is
    // removed; -1: for ever).
    private const string Script =
        """
        if redis.call('GET', KEYS[1]) ~= ARGV[1] then
            return 0
        elseif ARGV[3] == '0' then
            redis.call('UNLINK', KEYS[1])
        elseif ARGV[3] == '-1' then
            redis.call('SET', KEYS[1], ARGV[2])
        else
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        end
        return 1
        """;

    private const long ForEver = -1;

    public static async Task<bool> SendAsync(
        IDatabase database, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        long life = milliseconds is { } left ? Math.Max(left, 0) : ForEver;

        // The library sends the script itself where the server does not know it, after a restart for one.
        RedisResult replaced = await database.ScriptEvaluateAsync(Script, [key], [expected, payload, life]).ConfigureAwait(false);
        return (bool)replaced;
    }
}
