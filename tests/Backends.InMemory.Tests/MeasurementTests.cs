namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The backend measures what it holds.</summary>
[TestFixture]
internal sealed class MeasurementTests
{
    [Test]
    public async Task Entries_are_counted_without_a_size_if_there_is_no_limit()
    {
        using var memory = new InMemoryBackend();
        for (int i = 0; i < 100; i++)
            await memory.SetAsync($"key{i}", new byte[10], timeToLive: null);
        await memory.RemoveAsync("key7");
        Assert.That(memory.Measure(), Is.EqualTo(new BackendMeasurement(99, Size: null, Evictions: 0)));
    }

    [Test]
    public async Task With_a_limit_the_size_is_below_it_and_what_was_evicted_is_counted()
    {
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 20_000 });
        for (int i = 0; i < 100; i++)
            await memory.SetAsync($"key{i}", new byte[1_000], timeToLive: null);
        (long entries, long? size, long evictions) = memory.Measure();
        Assert.That((entries + evictions, entries > 0), Is.EqualTo((100, true)));
        Assert.That(size, Is.InRange(entries * 1_000, 20_000));
    }

    [Test]
    public async Task A_removal_by_the_application_is_no_eviction()
    {
        using var memory = new InMemoryBackend(new InMemoryBackendOptions { SizeLimit = 20_000 });
        await memory.SetAsync("a", new byte[10], timeToLive: null);
        await memory.SetAsync("a", new byte[10], timeToLive: null);
        await memory.ClearAsync("");
        Assert.That(memory.Measure(), Is.EqualTo(new BackendMeasurement(0, Size: 0, Evictions: 0)));
    }
}
