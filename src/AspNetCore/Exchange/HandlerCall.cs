using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CacheKit;

// A request for which the handler is to run, and all that it takes: the key of its URL and that of its entry, most of all.
internal sealed record HandlerCall(
    HttpContext Context, EndpointPolicy Policy, EntrySettings Settings, string UrlKey, string Key, HandlerPipeline Pipeline)
{
    // Cancelled when the client leaves, or its request has timed out.
    public CancellationToken ClientLeft { get; init; } = Context.RequestAborted;

    // Cancelled when the time of the request is over. The client is still there, and ClientLeft may be cancelled a moment later.
    public CancellationToken Timeout { get; init; } = Context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? default;

    // The headers of the client, of which its handler does not see all.
    public IHeaderDictionary Headers { get; init; } = Context.Request.Headers;

    // Whether no client of its own waits for it.
    public bool IsBackground { get; init; }

    public bool HasTimedOut => Timeout.IsCancellationRequested;

    public bool IsAborted => ClientLeft.IsCancellationRequested || HasTimedOut;

    // Whether those who wait for it shall see to it themselves, as its client went away.
    public bool IsLeft => IsAborted && !IsBackground;

    public CacheEngine Engine => Policy.Cache.Engine;

    public DateTimeOffset Now => Policy.Cache.TimeProvider.GetUtcNow();
}
