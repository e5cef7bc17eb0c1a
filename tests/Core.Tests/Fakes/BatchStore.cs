using System.Collections.Concurrent;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A store outside this process that takes many keys in one trip. It notes the trips, and fails for all keys or for some.</summary>
internal sealed class BatchStore(TimeProvider time) : SharedStore(time), IBatchBackend
{
    // Two levels read and write it in the background.
    private static readonly string _changeLog = new TieredBackendOptions().Channel;

    private readonly ConcurrentQueue<string> _trips = [];
    private readonly ConcurrentDictionary<string, Exception> _failures = [];
    private readonly ConcurrentQueue<Func<Task>> _beforeReads = [];
    private Gate? _batch;
    private Gate? _set;

    /// <summary>The calls, such as <c>get many 3</c> or <c>add</c>, except for those of the change log.</summary>
    public IReadOnlyCollection<string> Trips => _trips;

    /// <summary>The keys of the last call for many.</summary>
    public IReadOnlyList<string> LastKeys { get; private set; } = [];

    /// <summary>Whether calls for many keys answer all keys but the last.</summary>
    public bool AnswerLess { get; set; }

    public void Forget() => _trips.Clear();

    /// <summary>Fails at a key, in calls for many or in those of one name; null: no more.</summary>
    public void FailFor(string key, Exception? exception, string? name = null)
    {
        string failing = name is null ? key : $"{name} {key}";
        if (exception is null)
            _failures.TryRemove(failing, out _);
        else
            _failures[failing] = exception;
    }

    /// <summary>Holds back the answer of the next call for many keys, which does its work at once.</summary>
    public Gate HoldNextBatch() => _batch = new Gate();

    /// <summary>Holds back the answer of the next set of one key, which does its work at once.</summary>
    public Gate HoldNextSet() => _set = new Gate();

    /// <summary>Runs something before the next read of many keys that has nothing to run yet does its work.</summary>
    public void RunBeforeNextRead(Func<Task> action) => _beforeReads.Enqueue(action);

    public ValueTask<BatchReply<ReadOnlyMemory<byte>?>> GetManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        RunAsync("get many", keys, key => key, key => base.GetAsync(key, cancellationToken));

    public ValueTask<BatchReply<CacheEntry?>> GetManyWithTimeToLiveAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        RunAsync("get many with life", keys, key => key, key => base.GetWithTimeToLiveAsync(key, cancellationToken));

    public ValueTask<BatchReply<bool>> SetManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        RunAsync("set many", entries, entry => entry.Key, async entry =>
        {
            await base.SetAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken);
            return true;
        });

    public ValueTask<BatchReply<bool>> AddManyAsync(IReadOnlyList<BatchEntry> entries, CancellationToken cancellationToken = default) =>
        RunAsync("add many", entries, entry => entry.Key, entry => base.AddAsync(entry.Key, entry.Payload, entry.TimeToLive, cancellationToken));

    public ValueTask<BatchReply<bool?>> RemoveManyAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        RunAsync<string, bool?>("remove many", keys, key => key, async key => await base.RemoveAsync(key, cancellationToken));

    public override ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        Noted("get with life", key, base.GetWithTimeToLiveAsync(key, cancellationToken));

    public override ValueTask<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        Noted("get", key, base.GetAsync(key, cancellationToken));

    public override async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        Note("set", key);
        Gate? gate = Interlocked.Exchange(ref _set, null);
        await base.SetAsync(key, payload, timeToLive, cancellationToken);
        if (gate is not null)
            await gate.PassAsync(cancellationToken);
    }

    public override ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        Noted("remove", key, base.RemoveAsync(key, cancellationToken));

    public override ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Noted("add", key, base.AddAsync(key, payload, timeToLive, cancellationToken));

    public override ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        Noted("replace", key, base.ReplaceAsync(key, expected, payload, timeToLive, cancellationToken));

    private ValueTask<T> Noted<T>(string trip, string key, ValueTask<T> call)
    {
        Note(trip, key);
        return call;
    }

    private void Note(string trip, string key)
    {
        if (key != _changeLog)
            _trips.Enqueue(trip);
    }

    private async ValueTask<BatchReply<TResult>> RunAsync<TItem, TResult>(
        string name, IReadOnlyList<TItem> items, Func<TItem, string> keyOf, Func<TItem, ValueTask<TResult>> call)
    {
        _trips.Enqueue($"{name} {items.Count}");
        LastKeys = [.. items.Select(keyOf)];
        FailIfDown();
        Gate? gate = Interlocked.Exchange(ref _batch, null);
        if (name.StartsWith("get", StringComparison.Ordinal) && _beforeReads.TryDequeue(out Func<Task>? action))
            await action();
        BatchReply<TResult> reply = await BatchCalls.JoinAsync([.. items.Select(async item =>
            _failures.TryGetValue(keyOf(item), out Exception? failure) || _failures.TryGetValue($"{name} {keyOf(item)}", out failure)
                ? throw failure
                : await call(item))]);
        if (gate is not null)
            await gate.PassAsync();
        return AnswerLess ? new([.. Enumerable.Range(0, items.Count - 1).Select(i => reply[i])]) : reply;
    }
}
