using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheKit.EndToEnd.Tests;

/// <summary>One method as the handler of an endpoint and as a cached function.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HandlerAndFunctionTests : IAsyncDisposable
{
    private readonly InMemoryBackend _backend = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private IEnumerable<string> Keys => _backend.ListAsync("api-cache:quotes:").ToBlockingEnumerable()
        .Select(stored => stored.Key.Replace(_client.BaseAddress!.Authority, "host", StringComparison.Ordinal));

    [SetUp]
    public async Task Start()
    {
        Quotes.Runs = 0;
        CacheManager.Init(_backend, prefix: "api-cache");
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseCacheKit();
        _app.MapGet("/handler/{id}", Quotes.FindAsync);
        _app.MapGet("/lambda/{id}", (int id) => Quotes.FindAsync(id));
        _app.MapGet("/both/{id}", [Cache(60, Namespace = "quotes", Tags = ["quote:{id}"])] (int id) => Quotes.FindAsync(id));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        CacheManager.Reset();
        _backend.Dispose();
    }

    [Test]
    public async Task A_handler_is_cached_by_its_response_alone()
    {
        Assert.That(await GetAsync("/handler/7"), Is.EqualTo("7 1"));
        Assert.That(await GetAsync("/handler/7"), Is.EqualTo("7 1"));
        Assert.That(Keys, Is.EqualTo(new[] { "api-cache:quotes:GET http://host/handler/7" }));
    }

    [Test]
    public async Task A_call_of_the_same_method_has_a_key_of_its_own()
    {
        await GetAsync("/handler/7");
        Assert.That(await Quotes.FindAsync(7), Is.EqualTo("7 2"));
        Assert.That(await Quotes.FindAsync(7), Is.EqualTo("7 2"));
        Assert.That(
            Keys, Is.EquivalentTo(new[] { "api-cache:quotes:GET http://host/handler/7", "api-cache:quotes:CacheKit.EndToEnd.Tests.Quotes.FindAsync(id=7)" }));
    }

    [Test]
    public async Task A_lambda_that_calls_the_function_finds_its_value()
    {
        Assert.That(await Quotes.FindAsync(7), Is.EqualTo("7 1"));
        Assert.That(await GetAsync("/lambda/7"), Is.EqualTo("7 1"));
        Assert.That(Keys, Is.EqualTo(new[] { "api-cache:quotes:CacheKit.EndToEnd.Tests.Quotes.FindAsync(id=7)" }));
    }

    [Test]
    public async Task A_cached_lambda_stores_both_and_computes_once()
    {
        Assert.That(await GetAsync("/both/7"), Is.EqualTo("7 1"));
        Assert.That(await GetAsync("/lambda/7"), Is.EqualTo("7 1"));
        Assert.That(
            Keys, Is.EquivalentTo(new[] { "api-cache:quotes:GET http://host/both/7", "api-cache:quotes:CacheKit.EndToEnd.Tests.Quotes.FindAsync(id=7)" }));
    }

    [Test]
    public async Task One_eviction_takes_the_responses_and_the_value()
    {
        await GetAsync("/handler/7");
        await GetAsync("/both/7");
        await CacheManager.EvictAsync("quote:7");
        Assert.That(await GetAsync("/handler/7"), Is.EqualTo("7 3"));
        Assert.That(await GetAsync("/both/7"), Is.EqualTo("7 4"));
    }

    private async Task<string> GetAsync(string path) => await _client.GetStringAsync(new Uri(path, UriKind.Relative));
}
