namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store that processes share, which can add and replace, and fails or waits where it is told to.</summary>
internal class SharedStore(TimeProvider time) : IConditionalBackend, IDisposable
{
    private readonly InMemoryBackend _entries = new(new InMemoryBackendOptions { TimeProvider = time });
    private Gate? _answer;

    /// <summary>Whether every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether values can't be set, while all else goes well.</summary>
    public bool FailsAtSet { get; set; }

    /// <summary>Whether whatever is added or replaced comes too late.</summary>
    public bool IsOvertaken { get; set; }

    public int Reads { get; private set; }

    public int Writes { get; private set; }

    /// <summary>Holds back the answer of the next call, which does its work at once.</summary>
    public Gate HoldNextAnswer() => _answer = new Gate();

    public virtual ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads++;
        return AnswerAsync(() => _entries.GetWithTimeToLiveAsync(key, cancellationToken));
    }

    public virtual ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Reads++;
        return AnswerAsync(() => _entries.GetAsync(key, cancellationToken));
    }

    public virtual async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Writes++;
        if (FailsAtSet)
            throw new IOException("The store fails at set.");
        await AnswerAsync(async () =>
        {
            await _entries.SetAsync(key, payload, timeToLive, cancellationToken);
            return true;
        });
    }

    public virtual ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.RemoveAsync(key, cancellationToken));

    public virtual ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => _entries.ClearAsync(prefix, cancellationToken));

    public virtual ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => IsOvertaken ? new(false) : _entries.AddAsync(key, payload, timeToLive, cancellationToken));

    public virtual ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        AnswerAsync(() => IsOvertaken ? new(false) : _entries.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken));

    public void Dispose() => _entries.Dispose();

    protected void FailIfDown()
    {
        if (IsDown)
            throw new IOException("The store is down.");
    }

    private async ValueTask<T> AnswerAsync<T>(Func<ValueTask<T>> call)
    {
        FailIfDown();
        Gate? gate = Interlocked.Exchange(ref _answer, null);
        T answer = await call();
        if (gate is not null)
            await gate.PassAsync();
        return answer;
    }
}
