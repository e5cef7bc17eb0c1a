namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store in this process that fails at every call, at once.</summary>
internal sealed class FailingValueBackend : IValueBackend
{
    private readonly IOException _failure = new("The store is broken.");

    // It codes what it is to hold, and does not fail then.
    public bool Codes { get; init; }

    public int Removals { get; private set; }

    public CachedValue? GetValue(ReadOnlySpan<char> key) => throw _failure;

    public CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket) => throw _failure;

    public bool IsHeld(in ValueTicket ticket) => throw _failure;

    public CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive) => throw _failure;

    public void SetValue(string key, CachedValue value, TimeSpan? timeToLive) => _ = Codes ? value.ToPayload() : throw _failure;

    public bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive) => throw _failure;

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => throw _failure;

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => throw _failure;

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Removals++;
        throw _failure;
    }

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => throw _failure;
}
