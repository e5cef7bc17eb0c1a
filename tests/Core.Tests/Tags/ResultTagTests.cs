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

    [Test]
    public async Task An_entry_that_only_its_factory_stores_has_the_tags_of_its_settings([Values] bool many)
    {
        await Cache.SetAsync("other", "value", _hour with { Tags = ["users"] });
        Clock.Advance(TimeSpan.FromMinutes(1));
        await ComputeUnstoredAsync(many);
        Assert.That(await FindsAsync("key"), Is.True);
        await Cache.EvictAsync("users");
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task An_entry_that_only_its_factory_stores_is_not_stored_if_a_tag_was_evicted_meanwhile([Values] bool many)
    {
        await ComputeUnstoredAsync(many, async () =>
        {
            Clock.Advance(TimeSpan.FromMinutes(1));
            await Cache.EvictAsync("users");
        });
        Assert.That(await FindsAsync("key"), Is.False);
    }

    [Test]
    public async Task A_tag_of_the_result_is_kept_as_long_as_the_expiration_of_the_result()
    {
        await Cache.GetOrCreateAsync(
            "key",
            _ =>
            {
                CacheContext.Current!.AddTags("users");
                CacheContext.Current.Expiration = TimeSpan.FromDays(30);
                return ValueTask.FromResult("value");
            },
            _hour);
        Clock.Advance(TimeSpan.FromDays(29));
        Assert.That(await FindsAsync("key"), Is.True);
    }

    [Test]
    public async Task A_result_that_is_not_stored_needs_no_tag([Values] bool byFactory)
    {
        string value = await Cache.GetOrCreateAsync(
            "key",
            _ =>
            {
                CacheContext.Current!.AddTags("users");
                CacheContext.Current.Expiration = byFactory ? TimeSpan.MinValue : null;
                return ValueTask.FromResult("value");
            },
            byFactory ? _hour : _hour with { Expiration = TimeSpan.MinValue });
        Assert.That((value, await FindsAsync("key")), Is.EqualTo(("value", false)));
    }

    // The options say that nothing is stored, and the factory says otherwise.
    private async Task ComputeUnstoredAsync(bool many, Func<Task>? meanwhile = null)
    {
        var options = new CacheEntryOptions { Expiration = TimeSpan.Zero, Tags = ["users"] };
        async ValueTask<string> RunAsync()
        {
            if (meanwhile is not null)
                await meanwhile();
            CacheContext.Current!.Expiration = TimeSpan.FromHours(1);
            return "value";
        }

        if (many)
        {
            await Cache.GetOrCreateManyAsync<string>(
                ["key", "another"],
                async (keys, _) =>
                {
                    string value = await RunAsync();
                    return keys.ToDictionary(key => key, _ => value);
                },
                options);
        }
        else
        {
            await Cache.GetOrCreateAsync("key", _ => RunAsync(), options);
        }
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
