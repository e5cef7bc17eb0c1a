using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Options;

/// <summary>Sliding expiration, jitter, and shorter expirations of nulls and exceptions.</summary>
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class ExpirationRulesTests(StoreKind kind) : StaleFixture(kind)
{
    private static readonly CacheEntryOptions _sliding = Ruled(new ExpirationRules { SlidingExpiration = 10 * Second });

    [Test]
    public async Task A_sliding_entry_that_nobody_reads_expires()
    {
        await GetAsync(_sliding);
        Clock.Advance(10 * Second);
        Assert.That(await GetAsync(_sliding), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Each_read_prolongs_a_sliding_entry()
    {
        await GetAsync(_sliding);
        for (int i = 0; i < 7; i++)
        {
            Clock.Advance(8 * Second);
            Assert.That(await GetAsync(_sliding), Is.EqualTo("value 1"), $"{i}");
        }
    }

    [Test]
    public async Task A_sliding_entry_is_never_prolonged_beyond_its_expiration()
    {
        await GetAsync(_sliding);
        for (int i = 0; i < 7; i++)
        {
            Clock.Advance(8 * Second);
            await GetAsync(_sliding);
        }

        Clock.Advance(4 * Second);
        Assert.That(await GetAsync(_sliding), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task A_removal_of_a_sliding_entry_is_not_undone_by_a_read()
    {
        await GetAsync(_sliding);
        Clock.Advance(8 * Second);
        await GetAsync(_sliding);
        await Cache.RemoveAsync("key");
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Jitter_spreads_expirations_and_prolongs_none()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { Jitter = 0.5 });
        for (int i = 0; i < 100; i++)
            await Cache.SetAsync($"{i}", i, options);
        Clock.Advance(Minute / 2);
        Assert.That(await CountAsync(), Is.GreaterThan(90));
        Clock.Advance(Minute / 4);
        Assert.That(await CountAsync(), Is.InRange(10, 90));
        Clock.Advance(Minute / 4);
        Assert.That(await CountAsync(), Is.Zero);

        async Task<int> CountAsync()
        {
            int count = 0;
            for (int i = 0; i < 100; i++)
                count += (await Cache.TryGetAsync<int>($"{i}")).HasValue ? 1 : 0;
            return count;
        }
    }

    [Test]
    public async Task Nulls_have_the_expiration_of_other_values()
    {
        await GetNullAsync(new ExpirationRules());
        Clock.Advance(Minute - Second);
        Assert.That((await Cache.TryGetAsync<string>("null")).HasValue, Is.True);
    }

    [Test]
    public async Task Nulls_may_have_a_shorter_expiration()
    {
        await GetNullAsync(new ExpirationRules { NullExpiration = Second });
        Assert.That((await Cache.TryGetAsync<string>("null")).HasValue, Is.True);
        Clock.Advance(Second);
        Assert.That((await Cache.TryGetAsync<string>("null")).HasValue, Is.False);
    }

    [Test]
    public async Task Nulls_may_not_be_stored()
    {
        await GetNullAsync(new ExpirationRules { NullExpiration = TimeSpan.Zero });
        Assert.That((await Cache.TryGetAsync<string>("null")).HasValue, Is.False);
    }

    [Test]
    public async Task A_null_that_is_not_stored_removes_the_value_that_it_replaces([Values] bool isFresh, [Values] bool many)
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { NullExpiration = TimeSpan.Zero }) with
        {
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), EagerRefreshThreshold = 0.5 },
        };
        await GetAsync(options);
        Clock.Advance(isFresh ? 40 * Second : Minute);
        await Poll.UntilAsync(async () => await GetNullAsync(options, many) is null);
        Source.Failure = new IOException();
        Assert.That(await FailAsync(options), Is.SameAs(Source.Failure));
    }

    [Test]
    public async Task A_null_that_its_factory_does_not_store_leaves_the_value_that_it_replaces()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { NullExpiration = TimeSpan.Zero }) with
        {
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) },
        };
        await GetAsync(options);
        Clock.Advance(Minute);
        await Cache.GetOrCreateAsync(
            "key",
            _ =>
            {
                CacheContext.Current!.ShouldStore = false;
                return ValueTask.FromResult<string?>(null);
            },
            options);
        Source.Failure = new IOException();
        Assert.That(await GetAsync(options), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task Exceptions_are_not_remembered_unless_asked_for()
    {
        Source.Failure = new IOException();
        await FailAsync(Ruled(new ExpirationRules()));
        await FailAsync(Ruled(new ExpirationRules()));
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task Chosen_exceptions_are_thrown_again_for_their_time()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { ExceptionExpiration = exception => exception is KeyNotFoundException ? Second : null });
        Source.Failure = new KeyNotFoundException("none");
        Exception first = await FailAsync(options);
        Exception second = await FailAsync(options);
        Assert.That(second, Is.SameAs(first));
        Assert.That(Source.Runs, Is.EqualTo(1));

        Clock.Advance(Second);
        Source.Failure = null;
        Assert.That(await GetAsync(options), Is.EqualTo("value 2"));
    }

    [Test]
    public async Task Other_exceptions_are_not_remembered()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { ExceptionExpiration = exception => exception is KeyNotFoundException ? Second : null });
        Source.Failure = new IOException();
        await FailAsync(options);
        await FailAsync(options);
        Assert.That(Source.Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_failure_of_the_function_for_exceptions_leaves_the_exception_of_the_factory()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { ExceptionExpiration = _ => throw new InvalidCastException() });
        Source.Failure = new IOException();
        Assert.That(await FailAsync(options).Soon(), Is.SameAs(Source.Failure));
        Assert.That(await FailAsync(options).Soon(), Is.SameAs(Source.Failure));
        Assert.That(Source.Runs, Is.EqualTo(2));
        Assert.That(Loggers.At(LogLevel.Warning).Count(message => message.StartsWith("ExceptionExpiration", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_failure_of_the_function_for_exceptions_leaves_the_exception_of_a_factory_for_many()
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { ExceptionExpiration = _ => throw new InvalidCastException() });
        Task<IReadOnlyDictionary<string, string>> call =
            Cache.GetOrCreateManyAsync<string>(["one", "two"], (_, _) => throw new IOException(), options).AsTask();
        Assert.That(async () => await call.Soon(), Throws.InstanceOf<IOException>());
        Assert.That(await Cache.GetOrCreateAsync("one", Source.RunAsync, options).AsTask().Soon(), Is.EqualTo("value 1"));
    }

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("evict")]
    [TestCase("set")]
    [TestCase("set for no time")]
    public async Task A_change_of_the_key_ends_a_remembered_exception(string how)
    {
        CacheEntryOptions options = Ruled(new ExpirationRules { ExceptionExpiration = _ => Minute });
        Source.Failure = new IOException();
        await FailAsync(options);
        Source.Failure = null;
        Task change = how switch
        {
            "remove" => Cache.RemoveAsync("key").AsTask(),
            "clear" => Cache.ClearAsync("").AsTask(),
            "evict" => Cache.EvictAsync("tag").AsTask(),
            "set for no time" => Cache.SetAsync("key", "gone", options with { Expiration = TimeSpan.Zero }).AsTask(),
            _ => Cache.SetAsync("key", "value 2", options).AsTask(),
        };
        await change.Soon();
        Assert.That(await GetAsync(options), Is.EqualTo("value 2"));
    }

    private static CacheEntryOptions Ruled(ExpirationRules rules) => new() { Expiration = Minute, ExpirationRules = rules };

    private async Task<Exception> FailAsync(CacheEntryOptions options)
    {
        try
        {
            await GetAsync(options);
        }
        catch (Exception exception)
        {
            return exception;
        }

        throw new AssertionException("Nothing was thrown.");
    }

    private async Task<string?> GetNullAsync(CacheEntryOptions options, bool many)
    {
        if (!many)
            return await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult<string?>(null), options);

        IReadOnlyDictionary<string, string?> found = await Cache.GetOrCreateManyAsync<string?>(
            ["key"], (_, _) => new(new Dictionary<string, string?> { ["key"] = null }), options);
        return found["key"];
    }

    private async Task GetNullAsync(ExpirationRules rules) =>
        await Cache.GetOrCreateAsync("null", _ => ValueTask.FromResult<string?>(null), Ruled(rules));
}
