using System.Text;
using CacheKit.DistributedCache.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.DistributedCache.Tests;

[TestFixture]
internal sealed class DistributedCacheBackendTests
{
    // Only a failing test waits for so long.
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(30);

    private readonly RemoteCache _remote = new();

    [Test]
    public async Task While_the_cache_throws_a_read_is_a_miss_and_a_write_is_skipped()
    {
        ICache cache = NewCache();
        await cache.SetAsync("key", "old");
        _remote.Fails = _ => true;

        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        Assert.That(await cache.GetOrCreateAsync("other", _ => ValueTask.FromResult("computed")), Is.EqualTo("computed"));

        _remote.Fails = _ => false;
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("old"));
        Assert.That((await cache.TryGetAsync<string>("other")).HasValue, Is.False);
    }

    [TestCase("p:!")]
    [TestCase("p:n:!")]
    public async Task An_entry_is_not_served_while_a_generation_cannot_be_read(string generation)
    {
        var backend = new DistributedCacheBackend(_remote);
        await backend.SetAsync("p:n:key", "payload"u8.ToArray(), null);
        _remote.Fails = name => name == generation;
        Assert.That(async () => await backend.GetWithTimeToLiveAsync("p:n:key"), Throws.TypeOf<IOException>());
    }

    [TestCase("p:!", "p:")]
    [TestCase("p:n:!", "p:n:")]
    public async Task A_cleared_entry_stays_absent_after_the_store_has_lost_the_generation(string generation, string prefix)
    {
        var backend = new DistributedCacheBackend(_remote);
        await backend.SetAsync("p:n:old", "payload"u8.ToArray(), null);
        await backend.ClearAsync(prefix);

        await _remote.RemoveAsync(generation);
        Assert.That(await ReadAsync(backend, "p:n:old"), Is.Null);

        await backend.SetAsync("p:n:new", "new"u8.ToArray(), null);
        Assert.That(await ReadAsync(backend, "p:n:old"), Is.Null);
        Assert.That(await ReadAsync(backend, "p:n:new"), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_clear_by_another_process_holds_at_the_next_read()
    {
        (DistributedCacheBackend one, DistributedCacheBackend other) = (new(_remote), new(_remote));
        await one.SetAsync("p:n:key", "payload"u8.ToArray(), null);
        Assert.That(await ReadAsync(other, "p:n:key"), Is.EqualTo("payload"));
        await other.ClearAsync("p:n:");
        Assert.That(await ReadAsync(one, "p:n:key"), Is.Null);
    }

    [Test]
    public async Task Concurrent_first_writes_of_a_namespace_are_all_found()
    {
        var backend = new DistributedCacheBackend(_remote);
        string[] keys = [.. Enumerable.Range(0, 100).Select(number => $"p:n:{number}")];
        await Task.WhenAll(keys.Select(key => Task.Run(async () => await backend.SetAsync(key, Encoding.UTF8.GetBytes(key), null))));
        foreach (string key in keys)
            Assert.That(await ReadAsync(backend, key), Is.EqualTo(key));
    }

    [Test]
    public async Task A_failed_creation_of_a_generation_is_tried_again_by_the_next_write()
    {
        var backend = new DistributedCacheBackend(_remote);
        _remote.Fails = _ => true;
        Assert.That(async () => await backend.SetAsync("p:n:key", "payload"u8.ToArray(), null), Throws.TypeOf<IOException>());
        _remote.Fails = _ => false;
        await backend.SetAsync("p:n:key", "payload"u8.ToArray(), null);
        Assert.That(await ReadAsync(backend, "p:n:key"), Is.EqualTo("payload"));
    }

    [Test]
    public async Task A_creation_of_a_generation_that_never_ends_does_not_block_later_writes()
    {
        var backend = new DistributedCacheBackend(_remote);
        var creating = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        _remote.Delay = name => name == "p:!" && Interlocked.Increment(ref calls) == 2 ? NeverAsync() : Task.CompletedTask;
        using var limit = new CancellationTokenSource();
        Task first = backend.SetAsync("p:key", "first"u8.ToArray(), null, limit.Token).AsTask();
        await creating.Task.WaitAsync(_deadline);
        await limit.CancelAsync();
        Assert.That(async () => await first, Throws.InstanceOf<OperationCanceledException>());

        await backend.SetAsync("p:key", "payload"u8.ToArray(), null).AsTask().WaitAsync(_deadline);
        Assert.That(await ReadAsync(backend, "p:key"), Is.EqualTo("payload"));

        Task NeverAsync()
        {
            creating.SetResult();
            return new TaskCompletionSource().Task;
        }
    }

    [Test]
    public async Task Remove_also_removes_a_value_of_another_application_and_returns_false()
    {
        var backend = new DistributedCacheBackend(_remote);
        await _remote.SetAsync("p:n:key", "{}"u8.ToArray(), new());
        Assert.That(async () => await backend.GetWithTimeToLiveAsync("p:n:key"), Throws.TypeOf<StoreRefusedException>());
        Assert.That(await backend.RemoveAsync("p:n:key"), Is.False);
        Assert.That(await _remote.GetAsync("p:n:key"), Is.Null);
    }

    // Some caches let an entry without an expiration expire after 20 minutes.
    [TestCase(null)]
    [TestCase(0.9)]
    [TestCase(90)]
    public async Task The_cache_gets_an_expiration_that_is_not_before_that_of_the_entry(double? seconds)
    {
        TimeSpan? life = seconds is { } length ? TimeSpan.FromSeconds(length) : null;
        await new DistributedCacheBackend(_remote).SetAsync("key", "payload"u8.ToArray(), life);
        Assert.That(
            _remote.LastOptions?.AbsoluteExpirationRelativeToNow,
            life is null ? Is.GreaterThan(TimeSpan.FromDays(3000)) : Is.InRange(life + TimeSpan.FromSeconds(1), life + TimeSpan.FromSeconds(10)));
    }

    [Test]
    public async Task A_cache_that_takes_buffers_gets_the_payload_without_a_copy()
    {
        var buffered = new BufferedCache();
        byte[] payload = "payload"u8.ToArray();
        var backend = new DistributedCacheBackend(buffered);
        await backend.SetAsync("key", payload, null);

        Assert.That(buffered.Last.Slice(buffered.Last.Length - payload.Length).FirstSpan.Overlaps(payload), Is.True);
        Assert.That(await ReadAsync(backend, "key"), Is.EqualTo("payload"));
    }

    private ICache NewCache()
    {
        var services = new ServiceCollection();
        services.AddCacheKit("p", options => options.Store = new StoreOptions { Timeout = null, BreakAfter = null })
            .UseBackend(new DistributedCacheBackend(_remote));
        return services.BuildServiceProvider().GetRequiredService<ICache>();
    }

    private static async Task<string?> ReadAsync(DistributedCacheBackend backend, string key) =>
        await backend.GetWithTimeToLiveAsync(key) is { } entry ? Encoding.UTF8.GetString(entry.Payload.Span) : null;
}
