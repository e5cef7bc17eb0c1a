using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>A tag that is evicted while a value with it is being computed.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class EvictWhileComputingTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users"] };

    private readonly TaskCompletionSource<string> _old = new();

    [Test]
    public async Task The_result_is_not_found_afterwards()
    {
        Task<string> call = ComputeOldAsync(Cache);
        await Cache.EvictAsync("users");
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task The_result_of_another_process_is_not_found_afterwards()
    {
        Task<string> call = ComputeOldAsync(NewCache());
        await Cache.EvictAsync("users");
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task A_new_generation_of_the_tag_does_not_make_the_old_result_valid()
    {
        Task<string> call = ComputeOldAsync(NewCache());
        await Cache.EvictAsync("users");
        await Cache.SetAsync("other", "value", _tagged);
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task Waiting_callers_still_get_the_result()
    {
        Task<string> leader = ComputeOldAsync(Cache);
        Task<string> follower = ComputeOldAsync(Cache);
        await Cache.EvictAsync("users");
        _old.SetResult("old");
        Assert.That(await Task.WhenAll(leader, follower).Soon(), Is.All.EqualTo("old"));
    }

    [Test]
    public async Task Later_callers_compute_anew_and_their_value_stays()
    {
        Task<string> call = ComputeOldAsync(Cache);
        await Cache.EvictAsync("users");
        Assert.That(await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"), _tagged).Soon(), Is.EqualTo("new"));
        _old.SetResult("old");
        await call.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Evicting_another_tag_does_not_affect_the_computation()
    {
        Task<string> call = ComputeOldAsync(Cache);
        await Cache.EvictAsync("user");
        Task<string> follower = ComputeOldAsync(Cache);
        _old.SetResult("old");
        await Task.WhenAll(call, follower).Soon();
        Assert.That((await Cache.TryGetAsync<string>("key", _tagged)).Value, Is.EqualTo("old"));
    }

    [Test]
    public async Task A_factory_may_evict_its_own_tag()
    {
        string value = await Cache.GetOrCreateAsync("key", async token =>
        {
            await Cache.EvictAsync("users", token);
            return "value";
        }, _tagged).Soon();
        Assert.That((value, (await Cache.TryGetAsync<string>("key")).HasValue), Is.EqualTo(("value", false)));
    }

    private Task<string> ComputeOldAsync(Cache cache) => cache.GetOrCreateAsync("key", _ => new ValueTask<string>(_old.Task), _tagged).AsTask();
}
