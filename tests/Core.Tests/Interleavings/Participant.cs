namespace CacheKit.Core.Tests.Interleavings;

/// <summary>One process on the store. Each value that it finds must be as new as what was acknowledged before it asked.</summary>
internal sealed class Participant(Interleaving run, string name, Cache cache)
{
    private const string Key = "key";

    private int _least;

    public string Name => name;

    public Cache Cache => cache;

    /// <summary>From now on this process finds nothing older.</summary>
    public void Reach(int version) => _least = Math.Max(_least, version);

    public Task<string> GetOrCreateAsync(CancellationToken cancellationToken = default) =>
        GetOrCreateAsync(token => run.ComputeAsync(name, cancellationToken), cancellationToken);

    public async Task<string> GetOrCreateAsync(Func<CancellationToken, ValueTask<string>> factory, CancellationToken cancellationToken = default)
    {
        int least = Math.Max(_least, run.LeastVersion);
        string value = await cache.GetOrCreateAsync(Key, factory, run.Options, cancellationToken);
        Expect(value, least);
        return value;
    }

    /// <summary>Null for what is not found.</summary>
    public async Task<string?> FindAsync()
    {
        int least = Math.Max(_least, run.LeastVersion);
        string? value = (await cache.TryGetAsync<string>(Key, run.Options)).Value;
        if (value is not null)
            Expect(value, least);
        return value;
    }

    /// <summary>
    /// Changes the source, and then the cache. It is acknowledged when that has ended: here in any case, elsewhere only if the store has done it.
    /// </summary>
    public async Task ChangeAsync(string change)
    {
        int version = run.BeginChange();
        int faults = run.Faults.Count;
        bool isDone = await ApplyAsync(change, $"{version} set");
        Reach(version);
        if (isDone && run.Faults.Count == faults)
            run.Acknowledge(version);
    }

    /// <summary>Runs its function in any case.</summary>
    public async Task RefreshAsync()
    {
        bool hasRun = false;
        await cache.Engine.RefreshAsync(
            cache.Engine.Keys.Compose(run.Options.Namespace!, Key),
            0,
            (_, token) =>
            {
                hasRun = true;
                return run.ComputeAsync(name, token);
            },
            cache.SettingsOf(run.Options),
            CancellationToken.None);
        if (!hasRun)
            throw new Violation($"{name}: the refresh did not run its function.");
    }

    private async Task<bool> ApplyAsync(string change, string value)
    {
        switch (change)
        {
            case "set":
                await cache.SetAsync(Key, value, run.Options);
                return true;
            case "refresh":
                await RefreshAsync();
                return true;
            case "remove":
                await cache.RemoveAsync(Key, run.Options);
                return true;
            case "clear":
                await cache.ClearAsync(run.Options.Namespace);
                return true;
            default:
                return await cache.EvictAsync(Interleaving.Tag, change == "evict softly" ? EvictionMode.Soft : EvictionMode.Immediate);
        }
    }

    private void Expect(string value, int least)
    {
        if (Interleaving.VersionOf(value) < least)
            throw new Violation($"{name} found '{value}', although version {least} had been acknowledged when it asked.");
    }
}
