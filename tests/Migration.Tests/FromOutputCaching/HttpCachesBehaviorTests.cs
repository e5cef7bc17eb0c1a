using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromOutputCaching;

/// <summary>What the page says about output caching and response caching, and about both beside CacheKit.</summary>
[TestFixture]
internal sealed class HttpCachesBehaviorTests
{
    private WebApplication _app = null!;
    private HttpClient _client = null!;
    private int _runs;

    [SetUp]
    public async Task StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddResponseCaching();
        builder.Services.AddCacheKit(prefix: "new").UseInMemory().AsOutputCacheStore();
        builder.Services.AddOutputCache();
        _app = builder.Build();
        _app.UseResponseCaching();
        _app.UseRouting();
        _app.UseOutputCache();
        _app.UseCacheKit();
        _app.MapGet("/response", (HttpContext context) => Run(context, "Cache-Control", "public, max-age=600"));
        _app.MapGet("/private", (HttpContext context) => Run(context, "Cache-Control", "private, no-store")).CacheOutput();
        _app.MapGet("/varying", (HttpContext context) => Run(context, "Vary", "Accept")).CacheOutput();
        _app.MapGet("/output", (HttpContext context) => Run(context, "X-Run", "1")).CacheOutput(policy => policy.Tag("pages"));
        _app.MapGet("/cachekit", (HttpContext context) => Run(context, "X-Run", "1")).Cache(600, tags: ["pages"]);
        _app.MapPost("/change", () => Results.NoContent()).CacheEvict(["pages"]);
        await _app.StartAsync();
        _client = _app.GetTestClient();
    }

    [TearDown]
    public async Task EndAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Response_caching_gives_one_response_for_all_queries()
    {
        await _client.GetStringAsync("/response?page=1");

        Assert.That(await _client.GetStringAsync("/response?page=2"), Is.EqualTo("run 1"));
    }

    [TestCase("/private")]
    [TestCase("/varying")]
    public async Task Output_caching_gives_a_response_to_each_client_whatever_its_headers_say(string path)
    {
        await _client.GetStringAsync(path);

        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/csv" }, { "Cache-Control", "no-cache" } } };
        using HttpResponseMessage response = await _client.SendAsync(request);
        Assert.That(await response.Content.ReadAsStringAsync(), Is.EqualTo("run 1"));
    }

    [TestCase("/output")]
    [TestCase("/cachekit")]
    public async Task An_attribute_evicts_the_responses_of_output_caching_and_of_CacheKit(string path)
    {
        await _client.GetStringAsync(path);
        Assert.That(await _client.GetStringAsync(path), Is.EqualTo("run 1"));

        using HttpResponseMessage change = await _client.PostAsync("/change", content: null);

        Assert.That(await _client.GetStringAsync(path), Is.EqualTo("run 2"));
    }

    private string Run(HttpContext context, string header, string value)
    {
        context.Response.Headers[header] = value;
        return $"run {Interlocked.Increment(ref _runs)}";
    }
}
