using StackExchange.Redis;

namespace CacheKit;

/// <summary>
/// Tracks which commands the server denies to the user of the cache. A denied command is detected when connecting or at its first use, and
/// logged once.
/// </summary>
/// <remarks>SUBSCRIBE and PUBLISH are not probed: only a two-level cache needs them, and it logs the refusal itself.</remarks>
internal sealed class RedisPermissions(RedisOutageLog log)
{
    // The hash of no script: a server that allows EVALSHA replies NOSCRIPT.
    private const string NoScript = "0000000000000000000000000000000000000000";

    private int _scripts;
    private int _scans;
    private int _pings;
    private int _multiGets;
    private volatile bool _areTransactionsAllowed;

    /// <summary>Whether scripts have not been refused so far.</summary>
    public bool CanRunScripts => Volatile.Read(ref _scripts) == 0;

    /// <summary>Whether MGET has not been refused so far.</summary>
    public bool CanReadMany => Volatile.Read(ref _multiGets) == 0;

    /// <summary>Probes the server. A command that is not answered now is detected at its first use.</summary>
    public async Task ProbeAsync(IDatabase database)
    {
        if (await RefusalAsync(() => database.ExecuteAsync("EVALSHA", NoScript, 0)).ConfigureAwait(false) is { } noScripts)
            DisableScripts(noScripts);

        StoreRefusedException? noScan = await RefusalAsync(() => database.ExecuteAsync("SCAN", 0, "COUNT", 1)).ConfigureAwait(false);
        if (noScan is not null && Interlocked.Exchange(ref _scans, 1) == 0)
            log.Logger.CommandRefused("SCAN", "Nothing can be cleared or listed, and ClearAsync throws", noScan.Message);

        StoreRefusedException? noPing = await RefusalAsync(() => database.ExecuteAsync("PING")).ConfigureAwait(false);
        if (noPing is not null && Interlocked.Exchange(ref _pings, 1) == 0)
        {
            log.Logger.CommandRefused(
                "PING", "The client drops a quiet connection when its PING is refused, and the calls on it then fail", noPing.Message);
        }
    }

    /// <summary>Switches to transactions and logs the reason.</summary>
    public void DisableScripts(StoreRefusedException refusal)
    {
        if (Interlocked.Exchange(ref _scripts, 1) == 0)
            log.Logger.CommandRefused("EVALSHA", "Entries are replaced by transactions (WATCH, MULTI, EXEC), which takes more round trips", refusal.Message);
    }

    /// <summary>Switches to a GET for each key and logs the reason.</summary>
    public void DisableMultiGet(StoreRefusedException refusal)
    {
        if (Interlocked.Exchange(ref _multiGets, 1) == 0)
            log.Logger.CommandRefused("MGET", "Many keys are read by a GET each, sent together", refusal.Message);
    }

    /// <summary>
    /// Throws if the server refuses transactions with a condition. The library ignores the replies to WATCH and MULTI: the commands between
    /// them and EXEC would be executed without a condition.
    /// </summary>
    public async Task RequireTransactionsAsync(IDatabase database, RedisKey key)
    {
        if (_areTransactionsAllowed)
            return;

        await database.ExecuteAsync("WATCH", key).ConfigureAwait(false);

        // EXEC ends the WATCH. Without MULTI, only this GET has been executed.
        ITransaction harmless = database.CreateTransaction();
        Task get = harmless.StringGetAsync(key);
        await harmless.ExecuteAsync().ConfigureAwait(false);
        await get.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _areTransactionsAllowed = true;
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
