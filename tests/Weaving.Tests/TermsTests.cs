using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Weaving.Tests;

/// <summary>What the attribute of a function says beyond its expiration holds, whether a call is found by its key or without it.</summary>
[TestFixture]
internal sealed class TermsTests
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
    public async Task An_expired_call_is_computed_anew_though_it_is_still_held()
    {
        await WarmAsync(() => Stock.Kept(1));
        Pass(60);
        Assert.That(await Stock.Kept(1), Is.EqualTo(102));
    }

    [Test]
    public async Task A_call_is_refreshed_early_behind_its_callers()
    {
        await WarmAsync(() => Stock.Refreshed(1));
        Pass(30);
        Assert.That(await Stock.Refreshed(1), Is.EqualTo(101));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await Stock.Refreshed(1) != 102)
            deadline.Token.ThrowIfCancellationRequested();
    }

    [Test]
    public async Task A_sliding_call_lives_on_while_it_is_made()
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
    public async Task A_null_lives_shorter()
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
    public async Task A_function_says_itself_how_long_and_by_which_tags()
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
        Assert.That(() => Stock.Wrong(1), Throws.InvalidOperationException.With.Message.Contains("Stock.Wrong").And.Message.Contains("Grace must be zero or longer"));

    // By its key, and from then on without it.
    private static async Task WarmAsync(Func<Task<int>> call)
    {
        int first = await call();
        for (int i = 0; i < 3; i++)
            Assert.That(await call(), Is.EqualTo(first));
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
