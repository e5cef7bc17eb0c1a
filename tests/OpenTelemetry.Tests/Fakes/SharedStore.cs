using System.Collections.Concurrent;

namespace CacheKit.OpenTelemetry.Tests.Fakes;

/// <summary>A store outside this process, with conditional writes and messages, that can be made to fail.</summary>
internal sealed class SharedStore : IConditionalBackend, INotifyingBackend
{
    private readonly ConcurrentDictionary<string, byte[]> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Action<ReadOnlyMemory<byte>>, bool> _subscribers = [];

    /// <summary>What each call throws; null: nothing.</summary>
    public Exception? Failure { get; set; }

    public void Put(string key, string payload) => _entries[key] = System.Text.Encoding.UTF8.GetBytes(payload);

    public void Remove(string key) => _entries.TryRemove(key, out _);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Run<CacheEntry?>(() => _entries.TryGetValue(key, out byte[]? payload) ? new CacheEntry(payload, null) : null);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Failure is null ? Done(_entries[key] = payload.ToArray()) : ValueTask.FromException(Failure);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => Run(() => _entries.TryRemove(key, out _));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        Run<long>(() => _entries.Keys.Count(key => key.StartsWith(prefix, StringComparison.Ordinal) && _entries.TryRemove(key, out _)));

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Run(() => _entries.TryAdd(key, payload.ToArray()));

    public ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Run(() => _entries.TryGetValue(key, out byte[]? held) && expected.Span.SequenceEqual(held)
            && (timeToLive <= TimeSpan.Zero ? _entries.TryRemove(key, out _) : _entries.TryUpdate(key, payload.ToArray(), held)));

    public ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default)
    {
        foreach (Action<ReadOnlyMemory<byte>> subscriber in _subscribers.Keys)
            subscriber(message);
        return default;
    }

    public ValueTask<IAsyncDisposable> SubscribeAsync(
        string channel, Action<ReadOnlyMemory<byte>> onMessage, Action? onInterrupted = null, CancellationToken cancellationToken = default)
    {
        _subscribers[onMessage] = true;
        return new(new Subscription(() => _subscribers.TryRemove(onMessage, out _)));
    }

    private ValueTask<T> Run<T>(Func<T> call) => Failure is null ? new(call()) : ValueTask.FromException<T>(Failure);

    private static ValueTask Done(object _) => default;

    private sealed class Subscription(Action end) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            end();
            return default;
        }
    }
}
