using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests;

/// <summary>A factory sets the expiration, the tags and the storing of its entry through CacheContext.</summary>
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class CacheContextTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly CacheEntryOptions _plain = new() { Expiration = Minute };

    [Test]
    public void Outside_of_a_computation_there_is_no_context() => Assert.That(CacheContext.Current, Is.Null);

    [Test]
    public async Task The_expiration_that_the_factory_sets_counts()
    {
        await GetSayingAsync(context => context.Expiration = 2 * Minute);
        Clock.Advance(Minute);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.True);
        Clock.Advance(Minute);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task A_factory_may_keep_its_entry_for_ever()
    {
        await GetSayingAsync(context => context.Expiration = TimeSpan.MaxValue);
        Clock.Advance(TimeSpan.FromDays(10_000));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.True);
    }

    [Test]
    public async Task A_value_that_the_factory_declines_to_store_is_returned_and_not_stored([Values] bool byExpiration)
    {
        string value = await GetSayingAsync(context =>
        {
            if (byExpiration)
                context.Expiration = TimeSpan.Zero;
            else
                context.ShouldStore = false;
        });
        Assert.That(value, Is.EqualTo("value 1"));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_context_is_available_after_an_await()
    {
        await Cache.GetOrCreateAsync("key", async token =>
        {
            await Task.Yield();
            CacheContext.Current!.ShouldStore = false;
            return "value";
        }, _plain);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Nested_computations_have_contexts_of_their_own()
    {
        await Cache.GetOrCreateAsync("outer", async token =>
        {
            await Cache.GetOrCreateAsync("inner", _ =>
            {
                CacheContext.Current!.ShouldStore = false;
                return ValueTask.FromResult(1);
            }, _plain, token);
            return 2;
        }, _plain);
        Assert.That((await Cache.TryGetAsync<int>("outer")).HasValue, Is.True);
        Assert.That((await Cache.TryGetAsync<int>("inner")).HasValue, Is.False);
    }

    [Test]
    public async Task An_entry_is_evicted_by_a_tag_that_its_factory_added()
    {
        await GetSayingAsync(context => context.AddTags("customer:7", "all"));
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.True);
        Clock.Advance(Minute / 2);
        await Cache.EvictAsync("customer:7");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public void A_tag_needs_a_text() =>
        Assert.That(() => GetSayingAsync(context => context.AddTags("")), Throws.ArgumentException);

    [Test]
    public async Task A_factory_can_keep_the_previous_value_and_its_validator()
    {
        CacheEntryOptions options = Options(new StaleOptions { Grace = TimeSpan.FromHours(1) });
        await GetSayingAsync(context => context.Validator = "v1", options);
        Clock.Advance(Minute);
        string? seen = null;
        string value = await Cache.GetOrCreateAsync("key", _ =>
        {
            CacheContext context = CacheContext.Current!;
            Assert.That(context.TryGetPrevious(out string? old), Is.True);
            seen = context.Validator = context.PreviousValidator;
            return ValueTask.FromResult(old!);
        }, options);
        Assert.That((value, seen), Is.EqualTo(("value 1", "v1")));

        Clock.Advance(Minute / 2);
        Assert.That(await GetAsync(options), Is.EqualTo("value 1"));
        Clock.Advance(Minute / 2);
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(seen = CacheContext.Current!.PreviousValidator), options);
        Assert.That(seen, Is.EqualTo("v1"));
    }

    [Test]
    public async Task There_is_no_previous_value_on_a_first_computation()
    {
        bool hasOld = true;
        await GetSayingAsync(context => hasOld = context.TryGetPrevious<string>(out _));
        Assert.That(hasOld, Is.False);
    }

    private Task<string> GetSayingAsync(Action<CacheContext> say, CacheEntryOptions? options = null) => Cache.GetOrCreateAsync("key", token =>
    {
        say(CacheContext.Current!);
        return Source.RunAsync(token);
    }, options ?? _plain).AsTask();
}
