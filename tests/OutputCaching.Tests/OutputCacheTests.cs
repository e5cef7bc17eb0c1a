using CacheKit.OutputCaching.Tests.Fakes;

namespace CacheKit.OutputCaching.Tests;

/// <summary>Output caching of ASP.NET Core on the store.</summary>
[TestFixture(StoreKind.Memory)]
[TestFixture(StoreKind.Payloads)]
[TestFixture(StoreKind.Levels)]
[TestFixture(StoreKind.Redis)]
internal sealed class OutputCacheTests(StoreKind kind)
{
    private TestBackend _backend = null!;
    private PagesApp _app = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _backend = await TestBackend.StartAsync(kind);
        _app = await PagesApp.StartAsync(_backend);
    }

    [TearDown]
    public async Task EndAsync()
    {
        await _app.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Test]
    public async Task A_response_is_served_again()
    {
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 1"));
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 1"));
    }

    [Test]
    public async Task A_response_keeps_its_headers()
    {
        await _app.GetAsync("/header");

        Assert.That(await _app.HeaderAsync("/header", "X-Run"), Is.EqualTo("header, run 1"));
        Assert.That(await _app.HeaderAsync("/header", "Age"), Is.Not.Null);
    }

    [Test]
    public async Task Each_value_of_a_query_parameter_has_a_response()
    {
        await _app.GetAsync("/pages?page=1");

        Assert.That(await _app.GetAsync("/pages?page=2"), Is.EqualTo("page 2, run 1"));
        Assert.That(await _app.GetAsync("/pages?page=1&other=2"), Is.EqualTo("page 1, run 1"));
    }

    [Test]
    public async Task A_large_response_is_served_again()
    {
        string first = await _app.GetAsync("/large");

        Assert.That(await _app.GetAsync("/large") == first, Is.True);
    }

    [Test]
    public async Task An_evicted_tag_evicts_all_of_its_responses_and_no_others()
    {
        await _app.GetAsync("/pages?page=1");
        await _app.GetAsync("/pages?page=2");
        string large = await _app.GetAsync("/large");
        await _app.EvictAsync("pages");

        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 2"));
        Assert.That(await _app.GetAsync("/pages?page=2"), Is.EqualTo("page 2, run 2"));
        Assert.That(await _app.GetAsync("/large") == large, Is.True);
    }

    [Test]
    public async Task Applications_share_responses_and_evictions()
    {
        Assume.That(kind, Is.Not.EqualTo(StoreKind.Levels), "The store of this test has no invalidation messages.");
        await using PagesApp other = await PagesApp.StartAsync(_backend);
        await _app.GetAsync("/pages?page=1");
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 1"));
        await other.EvictAsync("pages");
        await _app.GetAsync("/pages?page=1");

        Assert.That(await other.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 2"));
    }
}
