namespace CacheKit.Conformance;

/// <summary>
/// A cache treats a disposed backend like a store that is down: pending and later calls compute their values, and none of them fails.
/// </summary>
public abstract class DisposalConformance : CachedBatchConformance
{
    [TestCase(true)]
    [TestCase(false)]
    public async Task Calls_after_a_disposal_compute_and_find_nothing(bool isAsync)
    {
        (ICacheBackend backend, ICache cache) = await StartAsync();
        await cache.SetAsync("key", "stored");

        await DisposeAsync(backend, isAsync);

        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
        for (int run = 1; run <= 2; run++)
            Assert.That(await cache.GetOrCreateAsync("key", run, static (run, _) => ValueTask.FromResult($"computed {run}")), Is.EqualTo($"computed {run}"));
        await ExpectNoFailureAsync(cache, "key");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_call_that_is_under_way_at_a_disposal_returns_what_it_computes(bool isAsync)
    {
        (ICacheBackend backend, ICache cache) = await StartAsync();
        var options = new CacheEntryOptions
        {
            Tags = ["tag"],
            Expiration = TimeSpan.FromHours(1),
            Lease = TimeSpan.FromSeconds(30),
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
        };
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<string>[] calls =
        [
            .. Enumerable.Range(0, 3).Select(_ => cache.GetOrCreateAsync("key", async _ =>
            {
                begun.TrySetResult();
                await end.Task;
                return "computed";
            }, options)),
        ];
        await begun.Task;

        await DisposeAsync(backend, isAsync);
        end.SetResult();

        foreach (ValueTask<string> call in calls)
            Assert.That(await call, Is.EqualTo("computed"));
    }

    [Test]
    public async Task A_disposal_during_many_calls_fails_none_of_them()
    {
        (ICacheBackend backend, ICache cache) = await StartAsync();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        bool isDisposed = false;
        Task[] callers = [.. Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            for (int after = 0; after < 20; after += Volatile.Read(ref isDisposed) ? 1 : 0)
            {
                string key = $"{caller % 3}";
                Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("value")), Is.EqualTo("value"));
                if (Interlocked.Increment(ref calls) % 10 == 0)
                    await cache.RemoveAsync(key);
                if (calls > 100)
                    reached.TrySetResult();
            }
        }))];
        await reached.Task;
        await DisposeAsync(backend, isAsync: true);
        Volatile.Write(ref isDisposed, true);
        await Task.WhenAll(callers);
    }

    [Test]
    public async Task A_backend_may_be_disposed_of_twice_and_in_both_ways()
    {
        (ICacheBackend backend, ICache cache) = await StartAsync();
        foreach (bool isAsync in new[] { true, true, false, false, true })
            await DisposeAsync(backend, isAsync);
        await ExpectNoFailureAsync(cache, "key");
    }

    [Test]
    public async Task A_backend_that_was_never_used_may_be_disposed_of()
    {
        ICacheBackend backend = await CreateOtherAsync();
        await DisposeAsync(backend, isAsync: false);
        await DisposeAsync(backend, isAsync: true);
        await ExpectNoFailureAsync(CacheOn(backend, $"disposal-{Guid.NewGuid():N}"), "key");
    }

    /// <summary>Makes each kind of call that a cache has; none may fail.</summary>
    private protected static async Task ExpectNoFailureAsync(ICache cache, string key)
    {
        var tagged = new CacheEntryOptions { Tags = ["tag"], Expiration = TimeSpan.FromHours(1), Lease = TimeSpan.FromSeconds(30) };
        await cache.TryGetAsync<string>(key);
        await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("value"));
        Assert.That(await cache.GetOrCreateAsync($"{key}:tagged", _ => ValueTask.FromResult("value"), tagged), Is.EqualTo("value"));
        await cache.SetAsync(key, "set");
        await cache.SetAsync($"{key}:tagged", "set", tagged);
        await cache.RemoveAsync(key);
        await cache.EvictAsync("tag");
        await cache.EvictAsync("tag", EvictionMode.Soft);
        await cache.GetManyAsync<string>([key, $"{key}:tagged"]);
        await cache.SetManyAsync<string>([new(key, "set"), new($"{key}:other", "set")], tagged);
        Assert.That(await cache.GetOrCreateManyAsync<string>(
            [$"{key}:one", $"{key}:two"], (missing, _) => new(missing.ToDictionary(missed => missed)), tagged), Has.Count.EqualTo(2));
        await cache.RemoveManyAsync([key, $"{key}:one"]);
        await cache.EvictManyAsync(["tag", "other"]);
        await cache.ClearAsync();
        Assert.That(await cache.GetOrCreateAsync(key, _ => ValueTask.FromResult("last")), Is.EqualTo("last"));
    }

    private async Task<(ICacheBackend Backend, ICache Cache)> StartAsync()
    {
        ICacheBackend backend = await CreateOtherAsync();
        if (backend is not (IAsyncDisposable or IDisposable))
            Assert.Pass($"{backend.GetType().Name} is not disposable.");
        await Poll.UntilSucceedsAsync(async () => await backend.GetAsync(Key()));
        return (backend, CacheOn(backend, $"disposal-{Guid.NewGuid():N}"));
    }

    // Uses the other way if the backend has only that one.
    private static async ValueTask DisposeAsync(ICacheBackend backend, bool isAsync)
    {
        if (isAsync || backend is not IDisposable disposable)
            await DisposeOfAsync(backend);
        else
            disposable.Dispose();
    }
}
