using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace CacheKit;

// The inputs of a handler run: the request, its endpoint's policy, and the keys of its URL and its entry.
internal sealed record HandlerCall(
    HttpContext Context, EndpointPolicy Policy, EntrySettings Settings, string UrlKey, string Key, HandlerPipeline Pipeline)
{
    // Cancelled when the client disconnects or the request times out.
    public CancellationToken ClientLeft { get; init; } = Context.RequestAborted;

    // Cancelled when the request times out. The client is still connected, and ClientLeft may be cancelled a moment later.
    public CancellationToken Timeout { get; init; } = Context.Features.Get<IHttpRequestTimeoutFeature>()?.RequestTimeoutToken ?? default;

    // The client's headers; the handler does not see all of them.
    public IHeaderDictionary Headers { get; init; } = Context.Request.Headers;

    // Whether the run is in the background, without a client.
    public bool IsBackground { get; init; }

    public bool HasTimedOut => Timeout.IsCancellationRequested;

    public bool IsAborted => ClientLeft.IsCancellationRequested || HasTimedOut;

    // Whether waiting requests must run the handler themselves, because the client of this run has left.
    public bool IsLeft => IsAborted && !IsBackground;

    public CacheEngine Engine => Policy.Cache.Engine;

    public DateTimeOffset Now => Policy.Cache.TimeProvider.GetUtcNow();
}
