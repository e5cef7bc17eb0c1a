using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Migration.Tests.FromOutputCaching;

/// <summary>A process of an application with an output-cached page, which counts the runs of its handler.</summary>
internal sealed class PagesApp(WebApplication app) : IAsyncDisposable
{
    private int _runs;

    public int Runs => _runs;

    public static async Task<PagesApp> StartAsync(Action<IServiceCollection> addStores)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        addStores(builder.Services);
        builder.Services.AddOutputCache();
        WebApplication app = builder.Build();
        var pages = new PagesApp(app);
        app.UseRouting();
        app.UseOutputCache();
        app.MapGet("/page", () => $"run {Interlocked.Increment(ref pages._runs)}").CacheOutput(policy => policy.Tag("pages").Expire(TimeSpan.FromMinutes(10)));
        app.MapPost("/change", async (IOutputCacheStore store, CancellationToken cancellation) => await store.EvictByTagAsync("pages", cancellation));
        await app.StartAsync();
        return pages;
    }

    public async Task<string> GetAsync()
    {
        using HttpClient client = app.GetTestClient();
        return await client.GetStringAsync("/page");
    }

    public async Task ChangeAsync()
    {
        using HttpClient client = app.GetTestClient();
        using HttpResponseMessage response = await client.PostAsync("/change", content: null);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
