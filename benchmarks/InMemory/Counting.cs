using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit.Benchmarks;

// A hit while the meter has a listener, beside the same hit without one: by key, of a function, and of an endpoint without a server.
internal static class Counting
{
    private const int Calls = 2_000_000;
    private const int Requests = 100_000;

    // The machine may be busy: the least disturbed of several runs counts.
    private const int Runs = 3;

    public static async Task MeasureAsync()
    {
        Console.WriteLine("A hit while it is counted, beside one that is not: ns, ns, ratio, bytes");
        ICache cache = Caches.CacheKit();
        string[] keys = [.. Enumerable.Range(0, 16).Select(Item.KeyOf)];
        var options = new CacheEntryOptions { Namespace = "items" };
        foreach (string key in keys)
        {
            await cache.SetAsync(key, new Item(1, "item"));
            await cache.SetAsync(key, new Item(1, "item"), options);
        }

        Compare("by key", Calls, calls => Hits.Read(cache, keys, calls));
        Compare("by key in a namespace", Calls, calls => Hits.Read(cache, keys, calls, options));

        using var memory = new InMemoryBackend();
        CacheManager.Init(memory, "bench");
        Compare("of a function", Calls, calls =>
        {
            for (int call = 0; call < calls; call++)
                CountedItems.Find(call & 15);
        });

        await using WebApplication app = AppOf(memory);
        RequestDelegate pipeline = ((IApplicationBuilder)app).Build();
        Compare("of an endpoint", Requests, calls =>
        {
            for (int call = 0; call < calls; call++)
                Request(app, pipeline);
        });
        CacheManager.Reset();
    }

    private static void Compare(string hit, int calls, Action<int> read)
    {
        (double Nanoseconds, double Ratio, double Bytes)[] best = [];
        for (int run = 0; run < Runs; run++)
        {
            var measured = Rounds.Measure(calls, read, Counted(read));
            if (best.Length == 0 || measured[1].Nanoseconds < best[1].Nanoseconds)
                best = measured;
        }

        Ratios.Add("a hit while it is counted", hit, best[1].Ratio, "the same hit without a listener");
        Console.WriteLine($"  {hit,-22} {best[0].Nanoseconds,8:N1} {best[1].Nanoseconds,8:N1} {best[1].Ratio,6:N2} {best[1].Bytes,6:N0} B");
    }

    private static Action<int> Counted(Action<int> read) => calls =>
    {
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == "CacheKit")
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.Start();
        read(calls);
    };

    private static WebApplication AppOf(InMemoryBackend memory)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddCacheKit("bench").UseBackend(memory);
        WebApplication app = builder.Build();
        app.UseRouting();
        app.UseCacheKit();
        app.MapGet("/", [Cache(3600)] () => "hello");
        app.UseEndpoints(static _ => { });
        return app;
    }

    private static void Request(WebApplication app, RequestDelegate pipeline)
    {
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Request.Method = HttpMethods.Get;
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost");
        context.Request.Path = "/";
        Task answer = pipeline(context);
        if (!answer.IsCompletedSuccessfully)
            answer.GetAwaiter().GetResult();
    }
}
