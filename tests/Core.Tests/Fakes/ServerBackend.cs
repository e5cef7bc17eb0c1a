namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store as a server with all powers would be one: whoever asks gets payloads, and may add and replace.</summary>
internal sealed class ServerBackend(TimeProvider time) : IReplacingBackend, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = time });

    public bool IsDown { get; set; }

    private InMemoryBackend Entries => IsDown ? throw new IOException("The store is down.") : _entries;

    public IEnumerable<string> Keys => _entries.ListAsync("").ToBlockingEnumerable().Select(key => key.Key);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) => Entries.GetWithTimeToLiveAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Entries.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => Entries.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => Entries.ClearAsync(prefix, cancellationToken);

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Entries.AddAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> ReplaceAsync(string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Entries.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken);

    public void Dispose() => _entries.Dispose();
}
