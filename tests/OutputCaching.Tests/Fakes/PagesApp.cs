using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.OutputCaching.Tests.Fakes;

/// <summary>An application with output-cached endpoints, which counts how often each handler runs.</summary>
internal sealed class PagesApp(WebApplication app) : IAsyncDisposable
{
    public static async Task<PagesApp> StartAsync(TestBackend backend)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        backend.AddTo(builder.Services).AsOutputCacheStore();
        builder.Services.AddOutputCache(options =>
        {
            options.AddBasePolicy(policy => policy.Expire(TimeSpan.FromMinutes(1)));
            options.AddPolicy("pages", policy => policy.SetVaryByQuery("page").Tag("pages"));
        });
        WebApplication app = builder.Build();
        var runs = new ConcurrentDictionary<string, int>();
        app.UseRouting();
        app.UseOutputCache();
        app.MapGet("/pages", (HttpContext context) => Run($"page {context.Request.Query["page"]}")).CacheOutput("pages");
        app.MapGet("/large", (HttpContext context) => new string('x', 1_000_000) + Run("large")).CacheOutput(policy => policy.Tag("large"));
        app.MapGet("/header", (HttpContext context) =>
        {
            context.Response.Headers["X-Run"] = Run("header");
            return Results.StatusCode(StatusCodes.Status200OK);
        }).CacheOutput();
        app.MapPost("/evict/{tag}", async (string tag, IOutputCacheStore store, CancellationToken cancellation) =>
            await store.EvictByTagAsync(tag, cancellation));
        await app.StartAsync();
        return new PagesApp(app);

        string Run(string name) => $"{name}, run {runs.AddOrUpdate(name, 1, (_, run) => run + 1)}";
    }

    public async Task<string> GetAsync(string path)
    {
        using HttpClient client = app.GetTestClient();
        return await client.GetStringAsync(path);
    }

    public async Task<string?> HeaderAsync(string path, string name)
    {
        using HttpClient client = app.GetTestClient();
        using HttpResponseMessage response = await client.GetAsync(path);
        return response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? string.Join(',', values) : null;
    }

    public async Task EvictAsync(string tag)
    {
        using HttpClient client = app.GetTestClient();
        using HttpResponseMessage response = await client.PostAsync($"/evict/{tag}", content: null);
        response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
