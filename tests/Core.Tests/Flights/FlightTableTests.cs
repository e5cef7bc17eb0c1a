using System.Numerics;

namespace CacheKit.Core.Tests.Flights;

/// <summary>A key has at most one flight.</summary>
[TestFixture]
internal sealed class FlightTableTests : IDisposable
{
    private readonly InMemoryBackend _memory = new();
    private readonly Cache _cache;
    private readonly FlightTable _table = new();

    public FlightTableTests() => _cache = new Cache(_memory, "app", new CacheOptions());

    public void Dispose()
    {
        _cache.Dispose();
        _memory.Dispose();
    }

    [Test]
    public void Of_many_threads_one_adds_the_flight_of_a_key()
    {
        for (int i = 0; i < 100; i++)
        {
            string key = $"key {i}";
            int added = 0;
            Parallel.For(0, 8, _ => Interlocked.Add(ref added, _table.TryAdd(key, New(key)) ? 1 : 0));
            Assert.That(added, Is.EqualTo(1));
        }
    }

    [Test]
    public void An_ended_flight_does_not_remove_its_successor()
    {
        (Flight first, Flight second) = (New("key"), New("key"));
        _table.TryAdd("key", first);
        _table.Remove("key", second);
        Assert.That(_table.Find("key"), Is.SameAs(first));

        _table.Remove("key", first);
        Assert.That(_table.Find("key"), Is.Null);
    }

    [Test]
    public void A_flight_takes_the_place_of_the_expected_one_only()
    {
        (Flight first, Flight second) = (New("key"), New("key"));
        Assert.That(_table.TryReplace("key", first, by: second), Is.False);
        Assert.That(_table.Find("key"), Is.Null);

        _table.TryAdd("key", first);
        Assert.That(_table.TryReplace("key", second, by: second), Is.False);
        Assert.That(_table.TryReplace("key", first, by: second), Is.True);
        Assert.That(_table.Find("key"), Is.SameAs(second));
    }

    [Test]
    public void Each_flight_is_listed_once_while_flights_are_removed()
    {
        string[] keys = [.. Enumerable.Range(0, 1_000).Select(i => $"key {i}"), ""];
        foreach (string key in keys)
            _table.TryAdd(key, New(key));

        var listed = new List<string>();
        foreach ((string key, Flight flight) in _table.All())
        {
            listed.Add(key);
            _table.Remove(key, flight);
        }

        Assert.That(listed, Is.EquivalentTo(keys));
        Assert.That(_table.All(), Is.Empty);
    }

    [Test]
    public void Keys_that_differ_at_their_end_are_spread_over_all_parts()
    {
        string[] keys = [.. Enumerable.Range(0, 1_000).Select(i => $"key {i:0000}")];
        foreach (string key in keys)
            _table.TryAdd(key, New(key));

        // Each part lists its flights in the order in which they were added, so a part ends before an earlier key.
        var parts = new List<int> { 0 };
        int previous = -1;
        foreach (int number in _table.All().Select(flight => Array.IndexOf(keys, flight.Key)))
        {
            if (number < previous)
                parts.Add(0);
            parts[^1]++;
            previous = number;
        }

        int expected = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Min(Environment.ProcessorCount, 64));
        Assert.That(parts, Has.Count.EqualTo(expected));
        Assert.That(parts.Max(), Is.LessThan(3 * keys.Length / expected));
    }

    private ResultFlight<int> New(string key) => new(_cache.Engine.Flights, key, _cache.SettingsOf(null), cancellable: false);
}
