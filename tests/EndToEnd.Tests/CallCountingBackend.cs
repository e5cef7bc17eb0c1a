namespace CacheKit.EndToEnd.Tests;

/// <summary>Counts the calls of a store for one key. Each is a round trip.</summary>
internal sealed class CallCountingBackend(ICacheBackend inner) : DelegatingBackend(inner)
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    // Memory would otherwise answer without a call.
    protected override bool ForwardsValues => false;

    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return base.GetAsync(key, cancellationToken);
    }

    public override ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return base.GetWithTimeToLiveAsync(key, cancellationToken);
    }

    public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        return base.SetAsync(key, payload, timeToLive, cancellationToken);
    }
}
