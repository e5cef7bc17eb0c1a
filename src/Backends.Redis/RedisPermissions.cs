using StackExchange.Redis;

namespace CacheKit;

/// <summary>Which commands the server refuses to the user of the cache: what is missing is found at connect or at its first use, and logged once.</summary>
/// <remarks>SUBSCRIBE and PUBLISH are not asked for here: only a cache on two levels needs them, and says so itself.</remarks>
internal sealed class RedisPermissions(RedisOutageLog log)
{
    // Of no script: a server that allows the command says that it has none.
    private const string NoScript = "0000000000000000000000000000000000000000";

    private int _scripts;
    private int _scans;

    /// <summary>Whether scripts are worth trying.</summary>
    public bool CanRunScripts => Volatile.Read(ref _scripts) == 0;

    /// <summary>Asks the server. What it doesn't answer now is found at the first use.</summary>
    public async Task ProbeAsync(IDatabase database)
    {
        if (await RefusalAsync(() => database.ExecuteAsync("EVALSHA", NoScript, 0)).ConfigureAwait(false) is { } noScripts)
            ScriptsAreRefused(noScripts);
        if (await RefusalAsync(() => database.ExecuteAsync("SCAN", 0, "COUNT", 1)).ConfigureAwait(false) is { } noScan && Interlocked.Exchange(ref _scans, 1) == 0)
            log.Logger.CommandRefused("SCAN", "Nothing can be cleared or listed, and ClearAsync throws", noScan.Message);
    }

    /// <summary>From now on transactions are used in their place.</summary>
    public void ScriptsAreRefused(StoreRefusedException refusal)
    {
        if (Interlocked.Exchange(ref _scripts, 1) == 0)
            log.Logger.CommandRefused("EVALSHA", "Entries are replaced by transactions (WATCH, MULTI, EXEC), which takes more round trips", refusal.Message);
    }

    private static async Task<StoreRefusedException?> RefusalAsync(Func<Task> ask)
    {
        try
        {
            await ask().ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return RedisRefusals.Of(exception) is { IsTransient: false } refusal ? refusal : null;
        }
    }
}
