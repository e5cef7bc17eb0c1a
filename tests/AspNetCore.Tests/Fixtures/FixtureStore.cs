using System.Collections.Concurrent;
using System.Globalization;

namespace CacheKit.AspNetCore.Tests.Fixtures;

/// <summary>A store whose content is kept in a file: a line for each entry, with its key, its life in milliseconds and its payload in Base64.</summary>
internal sealed class FixtureStore : IConditionalBackend
{
    private const string Forever = "-";

    private readonly ConcurrentDictionary<string, CacheEntry> _entries = [];

    public IReadOnlyDictionary<string, CacheEntry> Entries => _entries;

    public static FixtureStore Read(string file)
    {
        var store = new FixtureStore();
        foreach (string[] parts in File.ReadLines(file).Select(line => line.Split('\t')))
        {
            TimeSpan? life = parts[1] == Forever ? null : TimeSpan.FromMilliseconds(double.Parse(parts[1], CultureInfo.InvariantCulture));
            store._entries[parts[0]] = new CacheEntry(Convert.FromBase64String(parts[2]), life);
        }

        return store;
    }

    public void Write(string file) => File.WriteAllLines(file, _entries.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => string.Join(
        '\t',
        entry.Key,
        entry.Value.TimeToLive?.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) ?? Forever,
        Convert.ToBase64String(entry.Value.Payload.Span))));

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        new(_entries.TryGetValue(key, out CacheEntry entry) ? entry : null);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        _entries[key] = new CacheEntry(payload.ToArray(), timeToLive);
        return default;
    }

    public ValueTask<bool> AddAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        new(_entries.TryAdd(key, new CacheEntry(payload.ToArray(), timeToLive)));

    public async ValueTask<bool> ReplaceAsync(
        string key, ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
    {
        if (!_entries.TryGetValue(key, out CacheEntry held) || !held.Payload.Span.SequenceEqual(expected.Span))
            return false;

        await SetAsync(key, payload, timeToLive, cancellationToken);
        return true;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => new(_entries.TryRemove(key, out _));

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        new(_entries.Keys.LongCount(key => key.StartsWith(prefix, StringComparison.Ordinal) && _entries.TryRemove(key, out _)));
}
