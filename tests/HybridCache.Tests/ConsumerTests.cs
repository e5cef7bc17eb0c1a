using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests;

/// <summary>Handlers of ASP.NET Core that take a HybridCache.</summary>
[TestFixture]
internal sealed class ConsumerTests
{
    [TestCase("/plain")]
    [TestCase("/keyed")]
    public async Task A_handler_gets_the_cache(string path)
    {
        await using WebApplication app = await StartAsync();
        using HttpClient client = app.GetTestClient();

        string first = await client.GetStringAsync(path + "/7");

        Assert.That(await client.GetStringAsync(path + "/7"), Is.EqualTo(first));
        Assert.That(await client.GetStringAsync(path + "/8"), Is.Not.EqualTo(first));
        await client.DeleteAsync(new Uri(path, UriKind.Relative));
        Assert.That(await client.GetStringAsync(path + "/7"), Is.Not.EqualTo(first));
    }

    private static async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        builder.Services.AddCacheKit().UseInMemory().AsHybridCache();
        builder.Services.AddKeyedCacheKit("catalog").UseInMemory().AsHybridCache();
        WebApplication app = builder.Build();
        app.UseRouting();
        app.MapGet("/plain/{id}", (int id, HybridCache cache, CancellationToken token) => ReadAsync(cache, id, token));
        app.MapDelete("/plain", (HybridCache cache) => cache.RemoveByTagAsync("items").AsTask());
        app.MapGet("/keyed/{id}", (
            int id, [FromKeyedServices("catalog")] HybridCache cache, CancellationToken token) => ReadAsync(cache, id, token));
        app.MapDelete("/keyed", ([FromKeyedServices("catalog")] HybridCache cache) => cache.RemoveByTagAsync("items").AsTask());
        await app.StartAsync();
        return app;
    }

    private static async Task<string> ReadAsync(HybridCache cache, int id, CancellationToken cancellationToken) =>
        await cache.GetOrCreateAsync(
            $"item:{id}", _ => new ValueTask<string>(Guid.NewGuid().ToString()), tags: ["items"], cancellationToken: cancellationToken);
}
