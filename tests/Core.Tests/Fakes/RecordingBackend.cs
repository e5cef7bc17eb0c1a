using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>
/// A store as a server would be one, over a dictionary: it keeps payloads only, notes every call, and fails or waits where it
/// is told to.
/// </summary>
internal class RecordingBackend(TimeProvider? time = null) : ICacheBackend
{
    public const string Get = "get";
    public const string Set = "set";
    public const string Remove = "remove";
    public const string Clear = "clear";
    public const string Add = "add";
    public const string Replace = "replace";

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, (byte[] Payload, DateTimeOffset? ExpiresAt)> _entries = [];
    private readonly ConcurrentDictionary<string, Exception> _failures = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Gate>> _gates = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Gate>> _answerGates = [];

    public ConcurrentQueue<(string Operation, string Key)> Calls { get; } = [];

    /// <summary>Whether a call ends when its token is cancelled; if not, it goes on as if nothing had happened.</summary>
    public bool HeedsTokens { get; set; } = true;

    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The payload under a key, whatever its age.</summary>
    public byte[] this[string key] => _entries[key].Payload;

    /// <summary>Fails an operation from now on; without a name, all of them.</summary>
    public void Fail(string? operation = null, Exception? exception = null)
    {
        foreach (string failing in operation is null ? [Get, Set, Remove, Clear, Add, Replace] : new[] { operation })
            _failures[failing] = exception ?? new IOException("The store is down.");
    }

    /// <summary>Fails all operations on a key from now on.</summary>
    public void FailFor(string key, Exception? exception = null) => _failures[key] = exception ?? new IOException("The store fails at this key.");

    /// <summary>Ends all failures.</summary>
    public void Recover() => _failures.Clear();

    /// <summary>A gate for the next call of an operation that has none yet. The call does its work when the gate is opened.</summary>
    public Gate HoldNext(string operation) => Hold(_gates, operation);

    /// <summary>The same, but the call does its work at once and only its answer is held back.</summary>
    public Gate HoldNextAnswer(string operation) => Hold(_answerGates, operation);

    public int CountOf(string operation) => Calls.Count(call => call.Operation == operation);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(
            Get,
            key,
            () => Find(key) is var (payload, expiresAt) ? new CacheEntry(payload, expiresAt - _time.GetUtcNow()) : (CacheEntry?)null,
            cancellationToken);

    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => await RunAsync(Set, key, () =>
    {
        if (timeToLive <= TimeSpan.Zero)
            return _entries.TryRemove(key, out _);

        _entries[key] = (payload.ToArray(), _time.GetUtcNow() + timeToLive);
        return true;
    }, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(Remove, key, () => Find(key) is not null & _entries.TryRemove(key, out _), cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => RunAsync(Clear, prefix, () =>
        _entries.Keys.LongCount(
            key => key.StartsWith(prefix, StringComparison.Ordinal) && Find(key) is not null & _entries.TryRemove(key, out _)),
        cancellationToken);

    private static Gate Hold(ConcurrentDictionary<string, ConcurrentQueue<Gate>> gates, string operation)
    {
        var gate = new Gate();
        gates.GetOrAdd(operation, _ => []).Enqueue(gate);
        return gate;
    }

    private static Task PassAsync(ConcurrentDictionary<string, ConcurrentQueue<Gate>> gates, string operation, CancellationToken cancellationToken) =>
        gates.TryGetValue(operation, out ConcurrentQueue<Gate>? held) && held.TryDequeue(out Gate? gate)
            ? gate.PassAsync(cancellationToken)
            : Task.CompletedTask;

    protected async ValueTask<T> RunAsync<T>(string operation, string key, Func<T> work, CancellationToken cancellationToken)
    {
        Calls.Enqueue((operation, key));
        if (!HeedsTokens)
            cancellationToken = CancellationToken.None;

        // Whether a call fails is settled when it begins, as it is for one that is sent while the server is down.
        if (!_failures.TryGetValue(operation, out Exception? failure) && !_failures.TryGetValue(key, out failure))
            cancellationToken.ThrowIfCancellationRequested();
        await PassAsync(_gates, operation, cancellationToken);
        if (failure is not null)
            throw failure;

        T answer = work();
        await PassAsync(_answerGates, operation, cancellationToken);
        return answer;
    }

    /// <summary>Stores a payload if the key holds what is expected, null: if it is absent.</summary>
    protected bool Exchange(string key, byte[]? expected, byte[] payload, TimeSpan? timeToLive)
    {
        lock (_entries)
        {
            byte[]? held = Find(key)?.Payload;
            if (held is null ? expected is not null : expected is null || !held.AsSpan().SequenceEqual(expected))
                return false;

            if (timeToLive <= TimeSpan.Zero)
                _entries.TryRemove(key, out _);
            else
                _entries[key] = (payload, _time.GetUtcNow() + timeToLive);
            return true;
        }
    }

    private (byte[] Payload, DateTimeOffset? ExpiresAt)? Find(string key) =>
        _entries.TryGetValue(key, out (byte[] Payload, DateTimeOffset? ExpiresAt) entry) && !(entry.ExpiresAt <= _time.GetUtcNow()) ? entry : null;
}
