using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Tags that a factory adds during the computation, when they may have been evicted already.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class ResultTagTests(StoreKind kind) : CacheFixture(kind)
{
    private static readonly CacheEntryOptions _hour = new() { Expiration = TimeSpan.FromHours(1) };

    [Test]
    public async Task A_result_with_a_new_tag_is_stored()
    {
        await ComputeAsync();
        Assert.That(await FindsAsync("key"), Is.True);
        await Cache.EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task A_result_uses_the_existing_generation_of_its_tag()
    {
        await Cache.SetAsync("other", "value", _hour with { Tags = ["users"] });
        Clock.Advance(TimeSpan.FromSeconds(2));
        await ComputeAsync();
        Assert.That((await FindsAsync("key"), await FindsAsync("other")), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task A_result_whose_tag_was_evicted_meanwhile_is_not_stored([Values] bool isKnown, [Values] bool byAnother, [Values] bool soft)
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
    public async Task A_result_whose_tag_was_evicted_and_used_again_meanwhile_is_not_stored()
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
    public async Task Clocks_of_processes_may_differ_by_a_second()
    {
        Cache behind =
            NewCache(
                configure: options => options.TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(
                    Clock.GetUtcNow() - TimeSpan.FromSeconds(0.9)));
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
