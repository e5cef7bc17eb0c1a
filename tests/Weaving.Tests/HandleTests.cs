using CacheKit.Weaving.Tests.Functions;

namespace CacheKit.Weaving.Tests;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class HandleTests(bool isRemote) : WovenFixture(isRemote)
{
    private readonly Accounts _accounts = new();

    [Test]
    public async Task The_entry_of_a_call_has_the_key_of_the_call()
    {
        await _accounts.FindAsync(7);
        string key = CacheManager.For(() => _accounts.FindAsync(7)).Key;
        Assert.That(key, Is.EqualTo("api-cache:accounts:CacheKit.Weaving.Tests.Functions.Accounts.FindAsync(id=7)"));
        Assert.That((await Backend.GetAsync(key)).HasValue);
        Assert.That(_accounts.Loads, Is.EqualTo(1));
    }

    [Test]
    public async Task It_is_read_without_running_the_function()
    {
        Assert.That((await CacheManager.For(() => Shapes.FindAsync(7, "a")).TryGetAsync()).HasValue, Is.False);
        await Shapes.FindAsync(7, "a");
        Assert.That((await CacheManager.For(() => Shapes.FindAsync(7, "a")).TryGetAsync()).Value, Is.EqualTo("7 a 1"));
        Assert.That(Shapes.Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task It_is_removed()
    {
        await Shapes.FindValueAsync(7);
        Assert.That(await CacheManager.For(() => Shapes.FindValueAsync(7)).RemoveAsync());
        Assert.That(await CacheManager.For(() => Shapes.FindValueAsync(7)).RemoveAsync(), Is.False);
        Assert.That(await Shapes.FindValueAsync(7), Is.EqualTo("7 2"));
    }

    [Test]
    public async Task It_is_set()
    {
        await CacheManager.For(() => Shapes.Find(7)).SetAsync("set");
        Assert.That(Shapes.Find(7), Is.EqualTo("set"));
        Assert.That(Shapes.Runs, Is.Zero);
    }

    [Test]
    public async Task It_is_refreshed()
    {
        await Shapes.FindAsync(7, "a");
        Assert.That(await CacheManager.For(() => Shapes.FindAsync(7, "a")).RefreshAsync(), Is.EqualTo("7 a 2"));
        Assert.That(await Shapes.FindAsync(7, "a"), Is.EqualTo("7 a 2"));
    }

    [Test]
    public async Task A_refresh_does_not_bring_back_an_evicted_entry()
    {
        var gated = new Gated();
        ValueTask<int> refreshed = CacheManager.For(() => gated.LoadTaggedAsync(7)).RefreshAsync();
        await gated.Started;
        await CacheManager.EvictAsync("gated:7");
        gated.Open();
        Assert.That(await refreshed, Is.EqualTo(1));
        Assert.That(await gated.LoadTaggedAsync(7), Is.EqualTo(2));
    }

    [Test]
    public async Task A_refresh_while_the_cache_is_off_stores_nothing()
    {
        await Shapes.FindAsync(7, "a");
        CacheManager.Enabled = false;
        Assert.That(await CacheManager.For(() => Shapes.FindAsync(7, "a")).RefreshAsync(), Is.EqualTo("7 a 2"));
        CacheManager.Enabled = true;
        Assert.That(await Shapes.FindAsync(7, "a"), Is.EqualTo("7 a 3"));
    }

    // As in a project that is built without the analyzers.
#pragma warning disable CK0021
    [Test]
    public void A_lambda_that_calls_no_woven_function_is_refused() =>
        Assert.That(() => CacheManager.For(() => 7), Throws.InvalidOperationException.With.Message.Contains("one call of a function with [Cache]"));
#pragma warning restore CK0021
}
