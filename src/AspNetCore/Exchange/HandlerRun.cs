using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Runs the handler of a request, stores its response, and sends it.
//
// The handler writes into a buffer. When it is done, everybody inside who waits for the response to start adds their headers
// (cookies, most of all); then Prepare looks at the response as it is, stores it, and adds the headers of the cache. Only after
// that does it start, for all who wait outside.
internal sealed class HandlerRun(HttpContext context, EndpointPolicy policy, string key, TagMark[]? marks, Forward forward, FlightOf<FlightOutcome>? flight, long maximumBodySize) : IDisposable
{
    private readonly IHttpResponseBodyFeature _client = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly RecordingResponseFeature _response = new(context.Features.GetRequiredFeature<IHttpResponseFeature>());
    private readonly RecordingLifetimeFeature _lifetime = new(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
    private readonly ResponseBuffer _body = new(context.Response.Body, maximumBodySize);
    private readonly SessionWatch? _session = context.Features.Get<ISessionFeature>() is { } session ? new SessionWatch(session) : null;
    private readonly StringValues? _userBefore = UserText.Of(context.User);
    private readonly DateTimeOffset _start = policy.Cache.TimeProvider.GetUtcNow();
    private IReadOnlyDictionary<string, StringValues> _headersBefore = FrozenDictionary<string, StringValues>.Empty;
    private bool _done;
    private bool _prepared;
    private bool _notModified;

    public async Task InvokeAsync(RequestDelegate next)
    {
        if (context.Response.Headers.Count > 0)
            _headersBefore = context.Response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);

        await RunAsync(next).ConfigureAwait(false);
        if (!_body.PassesThrough)
            await SendAsync().ConfigureAwait(false);
        else if (_body.Length > 0)
            await _body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
    }

    public void Dispose() => _body.Dispose();

    private async Task RunAsync(RequestDelegate next)
    {
        string method = context.Request.Method;
        IHttpResponseFeature response = context.Features.GetRequiredFeature<IHttpResponseFeature>();
        IHttpRequestLifetimeFeature lifetime = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var recording = new RecordingBodyFeature(_body, _client);
        context.Features.Set<IHttpResponseBodyFeature>(recording);
        context.Features.Set<IHttpResponseFeature>(_response);
        context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        if (_session is not null)
            context.Features.Set<ISessionFeature>(_session);

        // For a response that starts before the handler is done.
        response.OnStarting(static run => ((HandlerRun)run).PrepareAsync(), this);

        // A HEAD is answered from a GET's entry, so the handler must make one.
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context).ConfigureAwait(false);
            await recording.CompleteAsync().ConfigureAwait(false);
            _done = true;
        }
        finally
        {
            context.Request.Method = method;
            context.Features.Set(_client);
            context.Features.Set(response);
            context.Features.Set(lifetime);
            if (_session is not null)
                context.Features.Set(_session.Watched);
        }
    }

    private async Task SendAsync()
    {
        await PrepareAsync().ConfigureAwait(false);
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        if (!_notModified && !HttpMethods.IsHead(context.Request.Method) && _body.Length > 0)
            await context.Response.Body.WriteAsync(_body.ToArray(), context.RequestAborted).ConfigureAwait(false);
    }

    private async Task PrepareAsync()
    {
        if (_prepared)
            return;

        _prepared = true;
        await _response.CallWaitingAsync().ConfigureAwait(false);

        // The handler has thrown, and somebody outside answers in its place.
        if (!_done && !_body.PassesThrough)
            return;

        string? whyNot = _lifetime.IsAborted ? "incomplete" : _session is { IsUsed: true } ? "session" : Storability.WhyNot(context, policy, _body, _userBefore);
        if (whyNot is not null)
        {
            if (!_body.PassesThrough)
                SetContentLength();
            CacheStatus.WriteForwarded(context, policy, forward, stored: false, whyNot);

            // Nobody waits until all of it is sent, only to find that it is not for them.
            flight?.Complete(new FlightOutcome(null, LookAgain: context.RequestAborted.IsCancellationRequested));
            return;
        }

        CachedResponse response = Capture();
        bool stored = await StoreAsync(response).ConfigureAwait(false);
        flight?.Complete(new FlightOutcome(response));
        ResponseHeaders.Apply(context, policy, response, Freshness.OfNew(policy.Settings.Expiration, policy.Cache.TimeProvider.GetUtcNow()));
        CacheStatus.WriteForwarded(context, policy, forward, stored, null);
        _notModified = Preconditions.IsNotModified(context.Request.Headers, response, response.Created);
        if (_notModified)
            BecomeNotModified();
        else
            SetContentLength();
    }

    private CachedResponse Capture() => new()
    {
        StatusCode = context.Response.StatusCode,
        Headers = StoredHeaders.Of(context.Response.Headers, _headersBefore, policy.Cache.StatusHeader),
        VaryValues = StoredHeaders.VaryValues(context),
        Created = policy.Cache.TimeProvider.GetUtcNow(),
        Body = _body.ToArray(),
    };

    private async ValueTask<bool> StoreAsync(CachedResponse response)
    {
        if (marks is null || flight is null || await policy.Cache.Engine.PlanAsync(policy.Settings, isNull: false, marks, flight, _start).ConfigureAwait(false) is not { } plan)
            return false;

        // Only who leads stores: of a flight it is known whether the key was removed or cleared while the handler ran, so that
        // what it made may be outdated.
        if (!flight.TryBeginWrite())
            return false;

        Written written = await policy.Cache.Engine.Store.WriteAsync(key, response, policy.Settings, plan, CancellationToken.None).ConfigureAwait(false);
        return written.IsStored;
    }

    // What the handler has promised stays: a client must see that a response is cut short.
    private void SetContentLength()
    {
        if (_body.Length > 0 || context.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            context.Response.ContentLength ??= _body.Length;
    }

    private void BecomeNotModified()
    {
        context.Response.StatusCode = StatusCodes.Status304NotModified;
        foreach (string name in context.Response.Headers.Keys.Where(Preconditions.DescribesBody).ToArray())
            context.Response.Headers.Remove(name);
    }
}
