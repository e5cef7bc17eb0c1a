using CacheKit.Conformance;

namespace CacheKit.Core.Tests;

// A listener of the metrics would run on the measured thread.
[TestFixture, NonParallelizable]
internal sealed class CacheAllocationTests : IDisposable
{
    private const int Calls = 1_000;

    private static readonly CacheEntryOptions _users = new() { Namespace = "users" };

    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users", "user:7"] };

    private readonly InMemoryBackend _backend = new();
    private readonly Cache _cache;

    public CacheAllocationTests() => _cache = new Cache(_backend, "app", new CacheOptions());

    public void Dispose() => _backend.Dispose();

    [Test]
    public async Task A_hit_by_key_in_memory_allocates_nothing()
    {
        await _cache.SetAsync("key", "value", _users);
        Assert.That(Allocated(static cache => cache.GetOrCreateAsync("key", static _ => ValueTask.FromResult(""), _users)), Is.Zero);
    }

    [Test]
    public async Task A_hit_by_key_with_a_state_allocates_nothing()
    {
        await _cache.SetAsync("key", "value", _users);
        Assert.That(Allocated(static cache => cache.GetOrCreateAsync("key", cache, static (_, _) => ValueTask.FromResult(""), _users)), Is.Zero);
    }

    [TestCase("users", 300)]
    [TestCase("users", 1_100)]
    [TestCase("users", 5_000)]
    [TestCase("a:b%c", 3)]
    [TestCase("a:b%c", 1_100)]
    public async Task A_hit_by_a_long_key_or_in_an_escaped_namespace_allocates_nothing(string @namespace, int length)
    {
        string key = new('k', length);
        var options = new CacheEntryOptions { Namespace = @namespace };
        await _cache.SetAsync(key, "value", options);
        Assert.That(Allocated(cache => cache.GetOrCreateAsync(key, static _ => ValueTask.FromResult(""), options)), Is.Zero);
        Assert.That(Allocated(cache => cache.TryGetAsync<string>(key, options)), Is.Zero);
    }

    [Test]
    public async Task A_hit_of_a_read_allocates_nothing()
    {
        await _cache.SetAsync("key", "value", _users);
        Assert.That(Allocated(static cache => cache.TryGetAsync<string>("key", _users)), Is.Zero);
    }

    [Test]
    public async Task A_hit_of_an_immutable_record_allocates_nothing()
    {
        await _cache.SetAsync("key", new Point(1, 2));
        Assert.That(Allocated(static cache => cache.TryGetAsync<Point>("key")), Is.Zero);
    }

    [Test]
    public async Task A_hit_of_an_entry_with_tags_allocates_nothing()
    {
        await _cache.SetAsync("key", "value", _tagged);
        Assert.That(Allocated(static cache => cache.GetOrCreateAsync("key", static _ => ValueTask.FromResult(""), _tagged)), Is.Zero);
    }

    [Test]
    public void A_read_that_finds_nothing_allocates_nothing() =>
        Assert.That(Allocated(static cache => cache.TryGetAsync<string>("absent")), Is.Zero);

    private long Allocated<T>(Func<Cache, ValueTask<T>> call) => Allocations.Of(Calls, () =>
    {
        ValueTask<T> result = call(_cache);
        if (!result.IsCompletedSuccessfully)
            Assert.Fail("The call was not answered at once.");
    });

    private sealed record Point(int X, int Y);
}
