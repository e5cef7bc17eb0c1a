using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Conformance.Model;

/// <summary>Applies the same operations to a backend and to the model, and throws if their results differ.</summary>
internal sealed class Comparison(ICacheBackend backend, FakeTimeProvider? clock, TimeSpan precision, string prefix)
{
    // With the store's own clock, time passes between its result and the model's.
    private readonly TimeSpan _tolerance = clock is null ? precision + TimeSpan.FromMinutes(1) : precision;
    private readonly ModelStore _model = new(clock ?? TimeProvider.System);

    public async Task RunAsync(IEnumerable<Operation> operations)
    {
        foreach (Operation operation in operations)
            await RunAsync(operation);
        foreach (string key in Operations.Keys)
            await RunAsync(new Operation.Get(key));
    }

    private async ValueTask RunAsync(Operation operation)
    {
        switch (operation)
        {
            case Operation.Set(var key, var payload, var life):
                await backend.SetAsync(prefix + key, Encoding.UTF8.GetBytes(payload), life);
                _model.Set(key, payload, life);
                break;
            case Operation.Get(var key):
                await CompareReadsAsync(operation, key);
                break;
            case Operation.Remove(var key):
                bool removed = await backend.RemoveAsync(prefix + key);
                Expect(operation, removed, _model.Remove(key));
                break;
            case Operation.Clear(var keyPrefix):
                long cleared = await backend.ClearAsync(prefix + keyPrefix);
                (long least, long most) = _model.Clear(keyPrefix);
                Expect(operation, cleared, Math.Clamp(cleared, least, most));
                break;
            case Operation.SetMany(var keys, var payload, var life):
                await Batch.SetManyAsync(EntriesOf(keys, payload, life));
                foreach (string key in keys)
                    _model.Set(key, payload, life);
                break;
            case Operation.AddMany(var keys, var payload):
                BatchReply<bool> added = await Batch.AddManyAsync(EntriesOf(keys, payload, life: null));
                for (int i = 0; i < keys.Length; i++)
                    Expect(operation, added[i], _model.Add(keys[i], payload));
                break;
            case Operation.RemoveMany(var keys):
                BatchReply<bool?> gone = await Batch.RemoveManyAsync([.. keys.Select(key => prefix + key)]);
                for (int i = 0; i < keys.Length; i++)
                    Expect(operation, gone[i] ?? _model.Get(keys[i]) is not null, _model.Remove(keys[i]));
                break;
            case Operation.GetMany(var keys):
                await CompareReadsAsync(operation, keys);
                break;
            case Operation.Wait(var time):
                clock!.Advance(time);
                break;
        }
    }

    private IBatchBackend Batch => backend.FindCapability<IBatchBackend>()!;

    private BatchEntry[] EntriesOf(string[] keys, string payload, TimeSpan? life) =>
        [.. keys.Select(key => new BatchEntry(prefix + key, Encoding.UTF8.GetBytes(payload), life))];

    private async ValueTask CompareReadsAsync(Operation operation, string[] keys)
    {
        string[] whole = [.. keys.Select(key => prefix + key)];
        BatchReply<ReadOnlyMemory<byte>?> payloads = await Batch.GetManyAsync(whole);
        BatchReply<CacheEntry?> entries = await Batch.GetManyWithTimeToLiveAsync(whole);
        for (int i = 0; i < keys.Length; i++)
            Compare(operation, payloads[i], entries[i], _model.Get(keys[i]));
    }

    private async ValueTask CompareReadsAsync(Operation operation, string key)
    {
        ReadOnlyMemory<byte>? payload = await backend.GetAsync(prefix + key);
        CacheEntry? entry = await backend.GetWithTimeToLiveAsync(prefix + key);
        Compare(operation, payload, entry, _model.Get(key));
    }

    private void Compare(Operation operation, ReadOnlyMemory<byte>? payload, CacheEntry? entry, (string Payload, TimeSpan? TimeToLive)? expected)
    {
        Expect(operation, Text(payload), expected?.Payload);
        Expect(operation, Text(entry?.Payload), expected?.Payload);
        Expect(operation, entry?.TimeToLive, Near(entry?.TimeToLive, expected?.TimeToLive));
    }

    private TimeSpan? Near(TimeSpan? actual, TimeSpan? expected) =>
        (actual - expected)?.Duration() <= _tolerance ? actual : expected;

    private static string? Text(ReadOnlyMemory<byte>? payload) => payload is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;

    private static void Expect<T>(Operation operation, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new InvalidOperationException($"'{operation}' returned {Describe(actual)}; the model returns {Describe(expected)}.");
    }

    private static string Describe<T>(T answer) => answer is null ? "nothing" : $"'{answer}'";
}
