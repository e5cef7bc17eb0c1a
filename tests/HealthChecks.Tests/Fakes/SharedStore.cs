namespace CacheKit.HealthChecks.Tests.Fakes;

/// <summary>A store outside the process with conditional writes, whose calls all fail while it is down.</summary>
internal sealed class SharedStore(ICacheBackend entries) : DelegatingBackend(entries)
{
    public bool IsDown { get; set; }

    public int Calls { get; private set; }

    protected override bool ForwardsValues => false;

    public override ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Reached().GetWithTimeToLiveAsync(key, cancellationToken);

    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        Reached().GetAsync(key, cancellationToken);

    public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Reached().SetAsync(key, payload, timeToLive, cancellationToken);

    public override ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        Reached().RemoveAsync(key, cancellationToken);

    public override ValueTask<bool> AddAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Reached();
        return base.AddAsync(key, payload, timeToLive, cancellationToken);
    }

    public override ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Reached();
        return base.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);
    }

    private ICacheBackend Reached()
    {
        Calls++;
        return IsDown ? throw new IOException("The store is down.") : Inner;
    }
}
