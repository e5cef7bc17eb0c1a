using CacheKit.OutputCaching.Tests.Fakes;

namespace CacheKit.OutputCaching.Tests;

/// <summary>Output caching while the store is down.</summary>
[TestFixture(StoreKind.Payloads)]
[TestFixture(StoreKind.Levels)]
internal sealed class OutageTests(StoreKind kind)
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
    public async Task The_handler_answers_while_the_store_is_down()
    {
        _backend.IsDown = true;
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 1"));
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 2"));
        _backend.IsDown = false;
        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 3"));

        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 3"));
    }

    [Test]
    public async Task A_response_whose_tag_was_evicted_while_the_store_was_down_is_not_served_again()
    {
        await _app.GetAsync("/pages?page=1");
        _backend.IsDown = true;
        await _app.EvictAsync("pages");
        _backend.IsDown = false;

        Assert.That(await _app.GetAsync("/pages?page=1"), Is.EqualTo("page 1, run 2"));
    }
}
