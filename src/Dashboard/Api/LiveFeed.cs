using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Sends server-sent events while somebody watches: the figures each second, the caches when they have changed, and new log events. A stream
// ends after a while, and the browser connects again, so that a user who may no longer see the dashboard does not.
internal sealed class LiveFeed(DashboardReader reader, Observation observation, TimeProvider time, CancellationToken stopping)
{
    public const int Limit = 20;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(10);

    private int _connections;

    public async Task SendAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _connections) > Limit)
        {
            Interlocked.Decrement(ref _connections);
            throw new DashboardException(DashboardFault.TooManyConnections, $"{Limit} live connections are open. Close a page of the dashboard.");
        }

        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
            await SendUntilAsync(context, end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || stopping.IsCancellationRequested)
        {
        }
        finally
        {
            Interlocked.Decrement(ref _connections);
        }
    }

    private async Task SendUntilAsync(HttpContext context, CancellationToken end)
    {
        context.Response.ContentType = "text/event-stream";

        // A proxy that collects the response would show nothing.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        long started = time.GetTimestamp();
        long seen = reader.EventLog.Count();
        string caches = "";
        using var timer = new PeriodicTimer(_interval, time);
        do
        {
            observation.Extend();
            var text = new StringBuilder();
            foreach (EventModel one in reader.EventLog.After(ref seen))
                Append(text, "event", Json(one, DashboardJson.Readable.EventModel));
            if (Json(reader.Caches(), DashboardJson.Readable.CachesModel) is var now && now != caches)
                Append(text, "caches", caches = now);
            Append(text, "figures", Json(reader.Figures(), DashboardJson.Readable.FiguresModel));
            await context.Response.WriteAsync(text.ToString(), end).ConfigureAwait(false);
            await context.Response.Body.FlushAsync(end).ConfigureAwait(false);
        }
        while (time.GetElapsedTime(started) < _longest && await timer.WaitForNextTickAsync(end).ConfigureAwait(false));
    }

    private static string Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    // JSON has no line breaks outside of its texts, where they are escaped.
    private static void Append(StringBuilder text, string name, string data) =>
        text.Append("event: ").Append(name).Append("\ndata: ").Append(data).Append("\n\n");
}
