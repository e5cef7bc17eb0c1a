using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>
/// A store as a server would be one, over a dictionary: it keeps payloads only, notes every call, and fails or waits where it
/// is told to.
/// </summary>
internal sealed class RecordingBackend(TimeProvider? time = null) : ICacheBackend
{
    public const string Get = "get";
    public const string Set = "set";
    public const string Remove = "remove";
    public const string Clear = "clear";

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<string, (byte[] Payload, DateTimeOffset? ExpiresAt)> _entries = [];
    private readonly ConcurrentDictionary<string, Exception> _failures = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Gate>> _gates = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Gate>> _answerGates = [];

    public ConcurrentQueue<(string Operation, string Key)> Calls { get; } = [];

    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The payload under a key, whatever its age.</summary>
    public byte[] this[string key] => _entries[key].Payload;

    /// <summary>Fails an operation from now on; without a name, all of them.</summary>
    public void Fail(string? operation = null, Exception? exception = null)
    {
        foreach (string failing in operation is null ? [Get, Set, Remove, Clear] : new[] { operation })
            _failures[failing] = exception ?? new IOException("The store is down.");
    }

    /// <summary>Ends all failures.</summary>
    public void Recover() => _failures.Clear();

    /// <summary>A gate for the next call of an operation that has none yet. The call does its work when the gate is opened.</summary>
    public Gate HoldNext(string operation) => Hold(_gates, operation);

    /// <summary>The same, but the call does its work at once and only its answer is held back.</summary>
    public Gate HoldNextAnswer(string operation) => Hold(_answerGates, operation);

    public int CountOf(string operation) => Calls.Count(call => call.Operation == operation);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(Get, key, () => Find(key) is var (payload, expiresAt) ? new CacheEntry(payload, expiresAt - _time.GetUtcNow()) : (CacheEntry?)null, cancellationToken);

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) => await RunAsync(Set, key, () =>
    {
        if (timeToLive <= TimeSpan.Zero)
            return _entries.TryRemove(key, out _);

        _entries[key] = (payload.ToArray(), _time.GetUtcNow() + timeToLive);
        return true;
    }, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        RunAsync(Remove, key, () => Find(key) is not null & _entries.TryRemove(key, out _), cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => RunAsync(Clear, prefix, () =>
        _entries.Keys.LongCount(key => key.StartsWith(prefix, StringComparison.Ordinal) && Find(key) is not null & _entries.TryRemove(key, out _)), cancellationToken);

    private static Gate Hold(ConcurrentDictionary<string, ConcurrentQueue<Gate>> gates, string operation)
    {
        var gate = new Gate();
        gates.GetOrAdd(operation, _ => []).Enqueue(gate);
        return gate;
    }

    private static Task PassAsync(ConcurrentDictionary<string, ConcurrentQueue<Gate>> gates, string operation, CancellationToken cancellationToken) =>
        gates.TryGetValue(operation, out ConcurrentQueue<Gate>? held) && held.TryDequeue(out Gate? gate) ? gate.PassAsync(cancellationToken) : Task.CompletedTask;

    private async ValueTask<T> RunAsync<T>(string operation, string key, Func<T> work, CancellationToken cancellationToken)
    {
        Calls.Enqueue((operation, key));

        // Whether a call fails is settled when it begins, as it is for one that is sent while the server is down.
        if (!_failures.TryGetValue(operation, out Exception? failure))
            cancellationToken.ThrowIfCancellationRequested();
        await PassAsync(_gates, operation, cancellationToken);
        if (failure is not null)
            throw failure;

        T answer = work();
        await PassAsync(_answerGates, operation, cancellationToken);
        return answer;
    }

    private (byte[] Payload, DateTimeOffset? ExpiresAt)? Find(string key) =>
        _entries.TryGetValue(key, out (byte[] Payload, DateTimeOffset? ExpiresAt) entry) && !(entry.ExpiresAt <= _time.GetUtcNow()) ? entry : null;
}
