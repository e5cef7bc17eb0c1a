using System.Buffers;

namespace CacheKit.OutputCaching.Tests.Fakes;

/// <summary>A store of bytes, which answers later, and fails where a test says so.</summary>
internal sealed class PayloadStore(TimeProvider clock) : IRentingBackend, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = clock });

    public bool IsDown { get; set; }

    /// <summary>Runs before each read, with its key.</summary>
    public Func<string, Task>? BeforeRead { get; set; }

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        AnswerAsync(async () =>
        {
            await (BeforeRead?.Invoke(key) ?? Task.CompletedTask);
            return await _entries.GetWithTimeToLiveAsync(key, cancellationToken);
        });

    public async ValueTask<IMemoryOwner<byte>?> GetRentedAsync(string key, CancellationToken cancellationToken = default) =>
        await GetWithTimeToLiveAsync(key, cancellationToken) is { } entry ? new Loan(entry.Payload.ToArray()) : null;

    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        await AnswerAsync(async () =>
        {
            await _entries.SetAsync(key, payload, timeToLive, cancellationToken);
            return true;
        });

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.RemoveAsync(key, cancellationToken));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.ClearAsync(prefix, cancellationToken));

    public void Dispose() => _entries.Dispose();

    private async ValueTask<T> AnswerAsync<T>(Func<ValueTask<T>> call)
    {
        await Task.Yield();
        return IsDown ? throw new IOException("The store is down.") : await call();
    }

    // Memory that is given back is overwritten.
    private sealed class Loan(byte[] payload) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory => payload;

        public void Dispose() => Array.Clear(payload);
    }
}
