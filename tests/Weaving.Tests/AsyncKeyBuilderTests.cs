using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving.Tests;

/// <summary>Functions whose key builder must be awaited, with a store in memory and with another one.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class AsyncKeyBuilderTests(bool isRemote) : WovenFixture(isRemote)
{
    private Warnings _log = null!;

    [SetUp]
    public void Forget()
    {
        _log = new Warnings();
        CacheManager.Init(Backend, prefix: "api-cache", options => options.LoggerFactory = _log);
        AwaitedKeys.Building = AwaitedKeys.BuildAfterWaitAsync;
        AwaitedKeys.Tenant.Value = "a";
        Awaited.Runs = 0;
        Awaited.Loads.Clear();
    }

    [TearDown]
    public void Close() => _log.Dispose();

    [Test]
    public async Task The_key_that_was_awaited_names_the_entry()
    {
        Assert.That(new[] { await Awaited.FindAsync(7), await Awaited.FindAsync(7), await Awaited.FindAsync(7) }, Is.All.EqualTo("7 1"));
        Assert.That((await Backend.GetAsync("api-cache::a 7")).HasValue);
        Assert.That((await Awaited.CountAsync(8), await Awaited.CountAsync(8)), Is.EqualTo((802, 802)));
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public async Task Each_call_awaits_its_own_key()
    {
        foreach (string tenant in (string[])["a", "b", "a", "b", "a", "b"])
        {
            AwaitedKeys.Tenant.Value = tenant;
            Assert.That(await Awaited.FindAsync(7), Is.EqualTo(tenant == "a" ? "7 1" : "7 2"));
        }
    }

    [Test]
    public async Task The_key_builder_sees_the_function_and_its_arguments()
    {
        CacheCall seen = default;
        AwaitedKeys.Building = (call, _) =>
        {
            seen = call;
            return new("key");
        };
        await Awaited.FindAsync(7);
        Assert.That((seen.Prefix, seen.KeyPrefix, seen.DeclaringType), Is.EqualTo(("api-cache", "api-cache::", typeof(Awaited))));
        Assert.That(seen.Method, Is.EqualTo(typeof(Awaited).GetMethod(nameof(Awaited.FindAsync))));
        Assert.That(seen.Arguments, Is.EqualTo(new CacheArgument[] { new("id", 7) }));
    }

    [Test]
    public async Task Concurrent_calls_with_one_key_run_the_function_once()
    {
        string[] found = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Awaited.FindAsync(7)));
        Assert.That(found, Is.All.EqualTo("7 1"));
    }

    [TestCase("")]
    [TestCase(null)]
    public async Task A_call_with_an_empty_key_is_not_cached(string? key)
    {
        AwaitedKeys.Building = (_, _) => new(key!);
        Assert.That((await Awaited.FindAsync(7), await Awaited.FindAsync(7)), Is.EqualTo(("7 1", "7 2")));
        Assert.That((Awaited.Keyless(7), Awaited.Keyless(7)), Is.EqualTo((703, 704)));
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public async Task A_call_whose_key_builder_fails_is_not_cached_with_one_warning([Values] bool waits)
    {
        AwaitedKeys.Building = async (_, _) =>
        {
            if (waits)
                await Task.Yield();
            throw new TimeoutException("no tenant");
        };
        Assert.That((await Awaited.FindAsync(7), await Awaited.FindAsync(7)), Is.EqualTo(("7 1", "7 2")));
        Assert.That(_log.Lines, Has.Count.EqualTo(1));
        Assert.That(_log.Lines[0], Does.StartWith($"A call of {typeof(Awaited).FullName}.FindAsync was not cached"));
    }

    [Test]
    public async Task A_key_builder_that_gives_up_by_itself_has_failed()
    {
        AwaitedKeys.Building = (_, _) => throw new OperationCanceledException("the lookup timed out");
        Assert.That((await Awaited.FindAsync(7), await Awaited.FindAsync(7)), Is.EqualTo(("7 1", "7 2")));
        Assert.That(_log.Lines, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task The_token_of_the_call_reaches_the_key_builder_and_cancels_the_call()
    {
        using var source = new CancellationTokenSource();
        var asked = new TaskCompletionSource();
        AwaitedKeys.Building = async (_, token) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return "";
        };
        Task<string> call = Awaited.FindAsync(7, source.Token);
        await asked.Task;
        await source.CancelAsync();
        Assert.That(() => call, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((Awaited.Runs, _log.Lines.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task A_put_and_an_eviction_await_the_key_of_the_entry()
    {
        await Awaited.PutAsync(7, "put");
        Assert.That(await Awaited.FindAsync(7), Is.EqualTo("put"));
        await Awaited.ForgetAsync(7);
        Assert.That(await Awaited.FindAsync(7), Is.EqualTo("7 1"));
        Assert.That(await Awaited.ReplaceAsync(7), Is.EqualTo("7 2"));
        await CacheManager.EvictAsync("id:7");
        Assert.That(await Awaited.FindAsync(7), Is.EqualTo("7 3"));
    }

    [Test]
    public async Task A_put_and_an_eviction_without_a_key_change_nothing()
    {
        await Awaited.FindAsync(7);
        AwaitedKeys.Building = (_, _) => throw new TimeoutException("no tenant");
        await Awaited.PutAsync(7, "put");
        await Awaited.ForgetAsync(7);
        AwaitedKeys.Building = AwaitedKeys.BuildAfterWaitAsync;
        Assert.That(await Awaited.FindAsync(7), Is.EqualTo("7 1"));
    }

    [Test]
    public async Task The_entry_of_a_call_awaits_its_key()
    {
        CachedCall<string> entry = CacheManager.For(() => Awaited.FindAsync(7));
        Assert.That((await entry.TryGetAsync()).HasValue, Is.False);
        Assert.That((await entry.RefreshAsync(), (await entry.TryGetAsync()).Value), Is.EqualTo(("7 1", "7 1")));
        await entry.SetAsync("set");
        Assert.That((await Awaited.FindAsync(7), await entry.RemoveAsync(), await entry.RemoveAsync()), Is.EqualTo(("set", true, false)));
        Assert.That(await entry.GetKeyAsync(), Is.EqualTo("api-cache::a 7"));
        Assert.That(() => entry.Key, Throws.InvalidOperationException.With.Message.EqualTo(
            "The key of CacheKit.Weaving.Tests.Functions.Awaited.FindAsync is built by CacheKit.Weaving.Tests.Functions.AwaitedKeys, which is " +
            "asynchronous. Await GetKeyAsync instead of reading Key."));
    }

    [Test]
    public async Task The_key_of_an_entry_can_always_be_awaited()
    {
        CachedCall<string> entry = CacheManager.For(() => Shapes.FindAsync(7, "a"));
        Assert.That(await entry.GetKeyAsync(), Is.EqualTo(entry.Key));
        Assert.That(await CacheManager.For(() => Awaited.Both(7)).GetKeyAsync(), Is.EqualTo("api-cache::built 7"));
    }

    [Test]
    public void A_synchronous_function_is_refused()
    {
        Assert.That(() => Awaited.Synchronous(7), Throws.InvalidOperationException.With.Message.EqualTo(
            "The key of CacheKit.Weaving.Tests.Functions.Awaited.Synchronous is built by CacheKit.Weaving.Tests.Functions.AwaitedKeys, which is " +
            "asynchronous, for a function that is not. Return a Task or a ValueTask from the function, or use an IKeyBuilder."));
        Assert.That(() => Awaited.ForgetCount(7), Throws.InvalidOperationException.With.Message.Contains("Awaited.CountAsync"));
        Assert.That(Awaited.Runs, Is.Zero);
    }

    [Test]
    public async Task A_class_that_is_both_kinds_of_key_builder_need_not_be_awaited()
    {
        Assert.That((Awaited.Both(7), Awaited.Both(7), await Awaited.BothAsync(7)), Is.EqualTo((701, 701, 701)));
        Assert.That((await Backend.GetAsync("api-cache::built 7")).HasValue);
    }

    [Test]
    public async Task Elements_have_the_keys_that_were_awaited_for_each()
    {
        await Awaited.FindAsync(2);
        Dictionary<int, string> found = await Awaited.FindManyAsync([1, 2, 3, 1]);
        Assert.That(found, Is.EquivalentTo(new Dictionary<int, string> { [1] = "1 many", [2] = "2 1", [3] = "3 many" }));
        Assert.That(Awaited.Loads, Is.EqualTo(new[] { new[] { 1, 3 } }));
        Assert.That(await Awaited.FindManyAsync([3, 2, 1]), Is.EquivalentTo(found));
        Assert.That((await Awaited.FindAsync(3), Awaited.Loads.Count), Is.EqualTo(("3 many", 1)));
        AwaitedKeys.Tenant.Value = "b";
        Assert.That((await Awaited.FindManyAsync([2]))[2], Is.EqualTo("2 many"));
    }

    [Test]
    public async Task Elements_are_not_cached_if_one_of_them_has_no_key()
    {
        AwaitedKeys.Building = (call, token) => call.Arguments[0].Value is 3 ? new("") : AwaitedKeys.BuildAfterWaitAsync(call, token);
        for (int i = 0; i < 2; i++)
            Assert.That(await Awaited.FindManyAsync([1, 2, 3]), Has.Count.EqualTo(3));
        Assert.That(Awaited.Loads, Is.EqualTo(new[] { new[] { 1, 2, 3 }, [1, 2, 3] }));
    }

    [Test]
    public async Task No_key_is_built_while_the_cache_is_off()
    {
        CacheManager.Enabled = false;
        AwaitedKeys.Building = (_, _) => throw new InvalidOperationException("not asked for");
        Assert.That((await Awaited.FindAsync(7), await Awaited.FindAsync(7)), Is.EqualTo(("7 1", "7 2")));
        Assert.That(_log.Lines, Is.Empty);
    }

    [Test]
    public async Task The_entry_is_in_the_cache_that_the_type_names()
    {
        CacheManager.Reset();
        await using ServiceProvider services = new ServiceCollection().AddKeyedCacheKit("catalog", "catalog").UseInMemory().Services.BuildServiceProvider();
        CacheManager.Use(services);
        var catalog = new AwaitedCatalog();
        Assert.That((await catalog.FindAsync(7), await catalog.FindAsync(7)), Is.EqualTo((701, 701)));
        Assert.That(await CacheManager.For(() => catalog.FindAsync(7)).GetKeyAsync(), Is.EqualTo("catalog::a 7"));
        await catalog.ForgetAsync(7);
        Assert.That(await catalog.FindAsync(7), Is.EqualTo(702));
    }
}
