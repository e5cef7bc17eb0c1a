using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Replaces a payload only if the key still holds the expected one. Uses a script, since servers before 8.4 have no command for this, or a
/// transaction if the server refuses scripts.
/// </summary>
internal static class RedisReplacement
{
    // KEYS[1]: the key. ARGV: the expected payload, the new payload, and its time to live in milliseconds (0 removes the key, -1 stores it
    // without an expiration).
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

    private const long NoExpiration = -1;

    public static async Task<bool> SendAsync(
        IDatabase database, RedisPermissions permissions, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        if (!permissions.CanRunScripts)
            return await ReplaceByTransactionAsync(database, permissions, key, expected, payload, milliseconds).ConfigureAwait(false);

        StoreRefusedException refusal;
        try
        {
            return await ReplaceByScriptAsync(database, key, expected, payload, milliseconds).ConfigureAwait(false);
        }
        catch (Exception exception) when (RedisRefusals.Of(exception) is { Reason: RedisRefusals.NoPermission or RedisRefusals.UnknownCommand } refused)
        {
            refusal = refused;
        }

        // The user may lack access to the key itself: then the transaction fails too, and scripts stay enabled.
        bool isReplaced = await ReplaceByTransactionAsync(database, permissions, key, expected, payload, milliseconds).ConfigureAwait(false);
        permissions.DisableScripts(refusal);
        return isReplaced;
    }

    private static async Task<bool> ReplaceByScriptAsync(
        IDatabase database, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        long px = milliseconds is { } left ? Math.Max(left, 0) : NoExpiration;

        // The library uploads the script again if the server does not have it, for example after a restart.
        RedisResult replaced = await database.ScriptEvaluateAsync(Script, [key], [expected, payload, px]).ConfigureAwait(false);
        return (bool)replaced;
    }

    private static async Task<bool> ReplaceByTransactionAsync(
        IDatabase database, RedisPermissions permissions, RedisKey key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, long? milliseconds)
    {
        await permissions.RequireTransactionsAsync(database, key).ConfigureAwait(false);
        ITransaction transaction = database.CreateTransaction();
        transaction.AddCondition(Condition.StringEqual(key, expected));

        // The result is the transaction's, not that of the queued command.
        _ = milliseconds switch
        {
            null => transaction.StringSetAsync(key, payload),
            <= 0 => transaction.KeyDeleteAsync(key),
            { } px => transaction.StringSetAsync(key, payload, TimeSpan.FromMilliseconds(px)),
        };
        return await transaction.ExecuteAsync().ConfigureAwait(false);
    }
}
