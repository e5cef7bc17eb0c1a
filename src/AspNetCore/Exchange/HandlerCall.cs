using Microsoft.AspNetCore.Http;

namespace CacheKit;

// A request for which the handler is to run, and all that it takes: the key of its URL and that of its entry, most of all.
internal sealed record HandlerCall(HttpContext Context, EndpointPolicy Policy, EntrySettings Settings, string UrlKey, string Key, HandlerPipeline Pipeline)
{
    // Cancelled when the client leaves, or its request has timed out.
    public CancellationToken ClientLeft { get; init; } = Context.RequestAborted;

    // The headers of the client, of which its handler does not see all.
    public IHeaderDictionary Headers { get; init; } = Context.Request.Headers;

    // Whether no client of its own waits for it.
    public bool IsBackground { get; init; }

    public bool IsAborted => ClientLeft.IsCancellationRequested;

    // Whether those who wait for it shall see to it themselves, as its client went away.
    public bool IsLeft => IsAborted && !IsBackground;

    public CacheEngine Engine => Policy.Cache.Engine;

    public DateTimeOffset Now => Policy.Cache.TimeProvider.GetUtcNow();
}
