using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace CacheKit;

// Replaces the features of a request while its handler runs, to record what the handler reads of the request and what it responds.
internal sealed class HandlerView : IDisposable
{
    private static readonly string[] _streams = ["text/event-stream", "multipart/x-mixed-replace"];

    private readonly DefaultHttpContext _context;
    private readonly WatchedFeatures _features;
    private readonly WatchedRequest _request;
    private readonly RecordingBodyFeature _bodyFeature;
    private readonly IStatusCodePagesFeature? _statusPages;
    private readonly bool _hadStatusPages;

    public HandlerView(
        HttpContext context, RequestReads reads, Flight? flight, long maximumBodySize, Action passingThrough, CancellationToken timeout)
    {
        _context = (DefaultHttpContext)context;
        IFeatureCollection client = context.Features;
        Reads = reads;
        _statusPages = client.Get<IStatusCodePagesFeature>();
        _hadStatusPages = _statusPages is { Enabled: true };
        Client = client.GetRequiredFeature<IHttpResponseFeature>();
        _request = new WatchedRequest(client.GetRequiredFeature<IHttpRequestFeature>(), reads);
        Response = new RecordingResponseFeature(Client);
        Body = new ResponseBuffer(context.Response.Body, maximumBodySize, IsStream, passingThrough);
        Lifetime = new HandlerLifetime(client.GetRequiredFeature<IHttpRequestLifetimeFeature>(), flight, timeout);
        _bodyFeature = new RecordingBodyFeature(Body, client.GetRequiredFeature<IHttpResponseBodyFeature>());
        _features = new WatchedFeatures(_context, reads);
        _features.Own<IHttpRequestFeature>(_request);
        _features.Own<IRequestCookiesFeature>(new WatchedCookies(client.Get<IRequestCookiesFeature>() ?? new RequestCookiesFeature(client), reads));
        _features.Own<IHttpResponseFeature>(Response);
        _features.Own<IHttpResponseBodyFeature>(_bodyFeature);
        _features.Own<IHttpRequestLifetimeFeature>(Lifetime);
        if (client.Get<IHttpResetFeature>() is { } reset)
            _features.Own<IHttpResetFeature>(new RecordingResetFeature(reset, Lifetime));

        // TempData that was loaded before the cache would be used without a recorded read of the session or the cookie.
        if (context.Items.ContainsKey(typeof(ITempDataDictionary)))
            reads.RecordSession();
    }

    // The response that the server sends.
    public IHttpResponseFeature Client { get; }

    public RequestReads Reads { get; }

    public RecordingResponseFeature Response { get; }

    public ResponseBuffer Body { get; }

    public HandlerLifetime Lifetime { get; }

    // Whether code between the cache and the handler has changed a part of the request that is in the key.
    public bool HasChangedRequest => _request.IsChanged;

    // Whether the handler has disabled the status code pages of outer middleware, which a hit would get.
    public bool HasDisabledStatusPages => _hadStatusPages && _statusPages is { Enabled: false };

    public static bool IsSeenBy(HttpContext context) => context.Features is WatchedFeatures;

    public async Task RunAsync(RequestDelegate next)
    {
        _features.Enter();
        try
        {
            await next(_context).ConfigureAwait(false);
            await _bodyFeature.CompleteAsync().ConfigureAwait(false);

            // Within the view, because what the callbacks read of the request is recorded too.
            await Response.RunCallbacksAsync().ConfigureAwait(false);
        }
        finally
        {
            _features.Leave();
        }
    }

    public void Dispose()
    {
        Body.Dispose();
        Lifetime.Dispose();
    }

    private bool IsStream() =>
        Client.Headers.ContentType.ToString() is { Length: > 0 } type && _streams.Any(stream => type.StartsWith(stream, StringComparison.OrdinalIgnoreCase));
}
