namespace CacheKit.Core.Tests.Fakes;

/// <summary>Changes payloads: it stores them backwards.</summary>
internal sealed class MirroringBackend(ICacheBackend inner) : DelegatingBackend(inner)
{
    protected override bool ForwardsValues => false;

    public override async ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        await base.GetAsync(key, cancellationToken) is { } payload ? Mirrored(payload) : null;

    public override async ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        await base.GetWithTimeToLiveAsync(key, cancellationToken) is var (payload, timeToLive) ? new CacheEntry(Mirrored(payload), timeToLive) : null;

    public override ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        base.SetAsync(key, Mirrored(payload), timeToLive, cancellationToken);

    public override ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        base.AddAsync(key, Mirrored(payload), timeToLive, cancellationToken);

    public override ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        base.ReplaceAsync(key, Mirrored(expected), Mirrored(payload), timeToLive, cancellationToken);

    private static byte[] Mirrored(ReadOnlyMemory<byte> payload)
    {
        byte[] mirrored = payload.ToArray();
        Array.Reverse(mirrored);
        return mirrored;
    }
}
