using System.Diagnostics;

namespace CacheKit.Benchmarks;

/// <summary>An application with many endpoints, all of them cached by one contender.</summary>
internal static class Application
{
    public static async Task ServeAsync(string contender, int count, string url, string[] features)
    {
        long begin = Stopwatch.GetTimestamp();
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        if (features.Contains("authorization"))
            builder.Services.AddAuthorization();
        if (contender == "output")
            builder.Services.AddOutputCache();
        if (contender == "cachekit")
            builder.Services.AddCacheKit().UseInMemory();

        await using WebApplication app = builder.Build();
        if (contender == "output")
            app.UseOutputCache();
        if (contender == "cachekit")
            app.UseCacheKit();

        for (int i = 0; i < count; i++)
        {
            RouteHandlerBuilder route = Map(app, contender, $"/items{i}/{{id}}");
            if (features.Contains("filters"))
                route.AddEndpointFilter((context, next) => next(context));
        }

        await app.StartAsync();
        Console.WriteLine($"{begin} {Stopwatch.GetTimestamp()}");
        await app.WaitForShutdownAsync();
    }

    private static RouteHandlerBuilder Map(WebApplication app, string contender, string route) => contender switch
    {
        "cachekit" => app.MapGet(route, [Cache(300)] (int id) => new Item(id, "item")),
        "output" => app.MapGet(route, (int id) => new Item(id, "item")).CacheOutput(policy => policy.Expire(TimeSpan.FromMinutes(5))),
        _ => app.MapGet(route, (int id) => new Item(id, "item")),
    };
}
