using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Tags that a factory adds: they come up only when what they stand for may have been evicted already.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class ResultTagTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _hour = new() { Expiration = TimeSpan.FromHours(1) };

    [Test]
    public async Task The_first_use_of_one_is_stored()
    {
        await ComputeAsync();
        Assert.That(await FindsAsync("key"), Is.True);
        await Cache.EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task One_that_was_there_is_used()
    {
        await Cache.SetAsync("other", "value", _hour with { Tags = ["users"] });
        Clock.Advance(TimeSpan.FromSeconds(2));
        await ComputeAsync();
        Assert.That((await FindsAsync("key"), await FindsAsync("other")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task One_that_is_evicted_meanwhile_keeps_the_result_out([Values] bool isKnown, [Values] bool byAnother, [Values] bool soft)
    {
        if (isKnown)
            await Cache.SetAsync("other", "value", _hour with { Tags = ["users"] });
        Clock.Advance(TimeSpan.FromMinutes(1));
        await ComputeAsync(async () =>
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await (byAnother ? NewCache() : Cache).EvictAsync("users", soft ? EvictionMode.Soft : EvictionMode.Immediate);
            Clock.Advance(TimeSpan.FromMinutes(1));
        });
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task One_that_is_evicted_meanwhile_and_used_again_keeps_the_result_out()
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        await ComputeAsync(async () =>
        {
            await NewCache().EvictAsync("users");
            await NewCache().SetAsync("other", "value", new CacheEntryOptions { Tags = ["users"] });
        });
        Assert.That((await FindsAsync("key"), await FindsAsync("other")), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task Clocks_may_differ_by_a_second()
    {
        Cache behind = NewCache(configure: options => options.TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Clock.GetUtcNow() - TimeSpan.FromSeconds(0.9)));
        await ComputeAsync(async () => await behind.EvictAsync("users"));
        Assert.That(await FindsAsync("key"), Is.False);
    }

    private async Task ComputeAsync(Func<Task>? meanwhile = null) => await Cache.GetOrCreateAsync(
        "key",
        async _ =>
        {
            if (meanwhile is not null)
                await meanwhile();
            CacheContext.Current!.AddTags("users");
            return "value";
        },
        _hour);

    private async Task<bool> FindsAsync(string key) => (await Cache.TryGetAsync<string>(key)).HasValue;
}
