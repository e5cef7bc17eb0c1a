using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Puts a payload in the place of another one, only while that is there: a script, since a server before 8.4 has no command for it; a transaction
/// where the server refuses scripts.
/// </summary>
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
        IDatabase database, RedisPermissions permissions, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        if (!permissions.CanRunScripts)
            return await ExchangeAsync(database, key, expected, payload, milliseconds).ConfigureAwait(false);

        StoreRefusedException refusal;
        try
        {
            return await EvaluateAsync(database, key, expected, payload, milliseconds).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { Reason: RedisRefusals.NoPermission or RedisRefusals.UnknownCommand } refused)
        {
            refusal = refused;
        }

        // It may be the key that the user has no right to: then this fails too, and scripts are not to blame.
        bool isReplaced = await ExchangeAsync(database, key, expected, payload, milliseconds).ConfigureAwait(false);
        permissions.ScriptsAreRefused(refusal);
        return isReplaced;
    }

    private static async Task<bool> EvaluateAsync(
        IDatabase database, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        long life = milliseconds is { } left ? Math.Max(left, 0) : ForEver;

        // The library sends the script itself where the server does not know it, after a restart for one.
        RedisResult replaced = await database.ScriptEvaluateAsync(Script, [key], [expected, payload, life]).ConfigureAwait(false);
        return (bool)replaced;
    }

    private static async Task<bool> ExchangeAsync(
        IDatabase database, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        ITransaction transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key, expected));

        // The answer is the transaction's, not the single command's.
        _ = milliseconds switch
        {
            null => transaction.StringSetAsync(key, payload),
            <= 0 => transaction.KeyDeleteAsync(key),
            { } life => transaction.StringSetAsync(key, payload, TimeSpan.FromMilliseconds(life)),
        };
        return await transaction.ExecuteAsync().ConfigureAwait(false);
    }
}
