using CacheKit.Conformance;
using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Weaving.Tests;

/// <summary>The settings in a function's attribute apply whether or not a call is found by its key.</summary>
[TestFixture]
internal sealed class AttributeSettingsTests
{
    private readonly FakeTimeProvider _time = new();
    private InMemoryBackend _backend = null!;

    [SetUp]
    public void Start()
    {
        Stock.Runs = 0;
        Stock.Failure = null;
        _backend = new InMemoryBackend(new() { TimeProvider = _time });
        CacheManager.Init(_backend, configure: options =>
        {
            options.TimeProvider = _time;
            Stock.AddPolicies(options);
        });
    }

    [TearDown]
    public void Stop()
    {
        CacheManager.Reset();
        _backend.Dispose();
    }

    [Test]
    public async Task A_stale_value_is_served_while_the_function_fails()
    {
        await WarmAsync(() => Stock.Kept(1));
        Pass(60);
        Stock.Failure = new IOException();
        Assert.That(await Stock.Kept(1), Is.EqualTo(101));
        Assert.That(await Stock.Kept(1), Is.EqualTo(101));
        Assert.That(Stock.Runs, Is.EqualTo(2));
        Pass(5);
        Stock.Failure = null;
        Assert.That(await Stock.Kept(1), Is.EqualTo(103));
    }

    [Test]
    public void And_by_a_synchronous_function()
    {
        Stock.KeptSynchronously(1);
        Stock.KeptSynchronously(1);
        Pass(60);
        Stock.Failure = new IOException();
        Assert.That(Stock.KeptSynchronously(1), Is.EqualTo(101));
    }

    [Test]
    public async Task An_expired_call_is_computed_again_although_the_index_still_holds_it()
    {
        await WarmAsync(() => Stock.Kept(1));
        Pass(60);
        Assert.That(await Stock.Kept(1), Is.EqualTo(102));
    }

    [Test]
    public async Task A_call_is_refreshed_early_in_the_background()
    {
        await WarmAsync(() => Stock.Refreshed(1));
        Pass(30);
        Assert.That(await Stock.Refreshed(1), Is.EqualTo(101));
        await Poll.UntilAsync(async () => await Stock.Refreshed(1) == 102);
    }

    [Test]
    public async Task A_sliding_entry_stays_while_it_is_read()
    {
        await WarmAsync(() => Stock.Slid(1));
        for (int i = 0; i < 5; i++)
        {
            Pass(9);
            Assert.That(await Stock.Slid(1), Is.EqualTo(101));
        }

        Pass(10);
        Assert.That(await Stock.Slid(1), Is.EqualTo(102));
    }

    [Test]
    public async Task A_null_has_its_own_expiration()
    {
        await Stock.Named(1);
        await Stock.Named(1);
        Assert.That(Stock.Runs, Is.EqualTo(1));
        Pass(5);
        await Stock.Named(1);
        Assert.That(Stock.Runs, Is.EqualTo(2));
    }

    [Test]
    public void A_chosen_exception_is_thrown_again()
    {
        Stock.Failure = new FileNotFoundException();
        Assert.That(() => Stock.Failing(1), Throws.TypeOf<FileNotFoundException>());
        Assert.That(() => Stock.Failing(1), Throws.TypeOf<FileNotFoundException>());
        Assert.That(Stock.Runs, Is.EqualTo(1));
        Pass(5);
        Stock.Failure = new InvalidOperationException();
        Assert.That(() => Stock.Failing(1), Throws.TypeOf<InvalidOperationException>());
        Assert.That(() => Stock.Failing(1), Throws.TypeOf<InvalidOperationException>());
        Assert.That(Stock.Runs, Is.EqualTo(3));
    }

    [Test]
    public async Task A_call_under_a_lease_is_computed_and_found()
    {
        await WarmAsync(() => Stock.Leased(1));
        Assert.That(Stock.Runs, Is.EqualTo(1));
        Assert.That(await _backend.ListAsync("").ToListAsync(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_function_sets_the_expiration_and_the_tags_of_its_entry()
    {
        await WarmAsync(() => Stock.Adaptive(5));
        Assert.That(Stock.Runs, Is.EqualTo(1));
        Pass(5);
        await Stock.Adaptive(5);
        Assert.That(Stock.Runs, Is.EqualTo(2));
        await CacheManager.EvictAsync("stock:5");
        await Stock.Adaptive(5);
        Assert.That(Stock.Runs, Is.EqualTo(3));
    }

    [Test]
    public void A_mistake_of_an_attribute_is_an_error_of_the_first_call() =>
        Assert.That(
            () => Stock.Wrong(1), Throws.InvalidOperationException.With.Message.Contains("Stock.Wrong").And.Message.Contains("Grace must be zero or longer"));

    // First by key, then without it.
    private static async Task WarmAsync(Func<Task<int>> call)
    {
        int first = await call();
        for (int i = 0; i < 3; i++)
            Assert.That(await call(), Is.EqualTo(first));
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
