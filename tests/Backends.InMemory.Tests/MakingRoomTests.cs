using CacheKit.Conformance;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>Which entries a store with a size limit evicts for a new one.</summary>
[TestFixture]
public sealed class MakingRoomTests
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;

    [Test]
    public async Task Most_entries_stay_when_a_full_store_makes_room_for_a_small_one()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        string[] keys = [.. Enumerable.Range(0, 300).Select(number => $"key:{number}")];
        foreach (string key in keys)
            await backend.SetAsync(key, new byte[4 * Kilobyte], timeToLive: null);

        Assert.That(keys.Count(key => backend.GetValue(key) is not null), Is.GreaterThan(100));
    }

    [Test]
    public async Task A_payload_larger_than_the_bound_leaves_the_other_entries()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("other", new byte[Kilobyte], timeToLive: null);
        await backend.SetAsync("key", new byte[3 * Megabyte / 2], timeToLive: null);
        Assert.That(backend.GetValue("other"), Is.Not.Null);
    }

    [Test]
    public async Task A_payload_with_a_time_to_live_of_zero_leaves_the_other_entries()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("other", new byte[Kilobyte], timeToLive: null);
        await backend.SetAsync("key", new byte[600 * Kilobyte], TimeSpan.Zero);
        Assert.That(backend.GetValue("other"), Is.Not.Null);
    }

    [Test]
    public async Task The_largest_payload_that_fits_into_an_empty_store_fits_into_a_full_one()
    {
        const int Bound = 16 * Kilobyte;
        int fits = 0;
        for (int step = Bound; step > 0; step /= 2)
        {
            using InMemoryBackend empty = Bounded(Bound);
            await empty.SetAsync("key", new byte[fits + step], timeToLive: null);
            if (empty.GetValue("key") is not null)
                fits += step;
        }

        using InMemoryBackend full = Bounded(Bound);
        await full.SetAsync("other", new byte[Bound / 2], timeToLive: null);
        await full.SetAsync("key", new byte[fits], timeToLive: null);

        Assert.That(fits, Is.GreaterThan(Bound / 2));
        Assert.That(full.GetValue("key"), Is.Not.Null);
    }

    [Test]
    public async Task The_ticket_of_an_entry_that_made_room_is_void()
    {
        using InMemoryBackend backend = Bounded(Megabyte);
        await backend.SetAsync("old", new byte[600 * Kilobyte], timeToLive: null);
        backend.GetValueWithTicket("old", out ValueTicket ticket);
        await backend.SetAsync("new", new byte[600 * Kilobyte], timeToLive: null);

        Assert.That(backend.GetValue("old"), Is.Null);
        await Poll.UntilAsync(() => new(!backend.IsHeld(ticket)));
    }

    private static InMemoryBackend Bounded(long sizeLimit) => new(new InMemoryBackendOptions { SizeLimit = sizeLimit });
}
