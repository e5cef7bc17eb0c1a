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
internal sealed class HandlerRun(HandlerCall call, Forward forward, FlightOf<FlightOutcome>? flight, EntryRead<CachedResponse> old, TagMark[]? marks, Fence? fence = null) : IDisposable
{
    private readonly HttpContext _context = call.Context;
    private readonly EndpointPolicy _policy = call.Policy;
    private readonly IHttpResponseBodyFeature _client = call.Context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly RecordingResponseFeature _response = new(call.Context.Features.GetRequiredFeature<IHttpResponseFeature>());
    private readonly RecordingLifetimeFeature _lifetime = new(call.Context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>());
    private readonly ResponseBuffer _body = new(call.Context.Response.Body, call.MaximumBodySize);
    private readonly SessionWatch? _session = call.Context.Features.Get<ISessionFeature>() is { } session ? new SessionWatch(session) : null;
    private readonly StringValues? _userBefore = call.Policy.VaryBy.User ? RequestUser.TextOf(RequestUser.Of(call.Context)) : null;
    private readonly DateTimeOffset _start = call.Now;
    private IReadOnlyDictionary<string, StringValues> _headersBefore = FrozenDictionary<string, StringValues>.Empty;
    private bool _done;
    private bool _prepared;
    private bool _notModified;

    // The status of a handler that has failed without an exception; null if it hasn't.
    public int? FailedStatus { get; private set; }

    // Has the handler make its response, and stores that.
    public async Task InvokeAsync()
    {
        if (_context.Response.Headers.Count > 0)
            _headersBefore = _context.Response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);

        await RunAsync().ConfigureAwait(false);
        await PrepareAsync().ConfigureAwait(false);
    }

    // The response, or what was not sent of it while the handler ran.
    public async Task SendAsync()
    {
        if (_body.PassesThrough)
        {
            if (_body.Length > 0)
                await _body.FlushAsync(_context.RequestAborted).ConfigureAwait(false);
            return;
        }

        await _context.Response.StartAsync(_context.RequestAborted).ConfigureAwait(false);
        if (!_notModified && !HttpMethods.IsHead(_context.Request.Method) && _body.Length > 0)
            await _context.Response.Body.WriteAsync(_body.ToArray(), _context.RequestAborted).ConfigureAwait(false);
    }

    public void Dispose() => _body.Dispose();

    private async Task RunAsync()
    {
        flight?.Enter();
        if (old.State != EntryState.Missing)
            flight?.Replaces(old.Value!, old.Terms?.Validator);

        string method = _context.Request.Method;
        IHttpResponseFeature response = _context.Features.GetRequiredFeature<IHttpResponseFeature>();
        IHttpRequestLifetimeFeature lifetime = _context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        var recording = new RecordingBodyFeature(_body, _client);
        _context.Features.Set<IHttpResponseBodyFeature>(recording);
        _context.Features.Set<IHttpResponseFeature>(_response);
        _context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        if (_session is not null)
            _context.Features.Set<ISessionFeature>(_session);

        // For a response that starts before the handler is done.
        response.OnStarting(static run => ((HandlerRun)run).PrepareAsync(), this);

        // A HEAD is answered from a GET's entry, so the handler must make one.
        _context.Request.Method = HttpMethods.Get;
        try
        {
            await call.Next(_context).ConfigureAwait(false);
            await recording.CompleteAsync().ConfigureAwait(false);
            _done = true;
        }
        finally
        {
            _context.Request.Method = method;
            _context.Features.Set(_client);
            _context.Features.Set(response);
            _context.Features.Set(lifetime);
            if (_session is not null)
                _context.Features.Set(_session.Watched);
        }
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

        string? whyNot = _lifetime.IsAborted ? Storability.Incomplete : _session is { IsUsed: true } ? "session" : Storability.WhyNot(_context, _policy, _body, _userBefore);
        if (whyNot is null)
            await StoreAsync(Capture()).ConfigureAwait(false);
        else if (IsUnchanged)
            await StoreAsync(Renew()).ConfigureAwait(false);
        else
            await LeaveAsync(whyNot).ConfigureAwait(false);
    }

    // A response that is not for everybody.
    private async ValueTask LeaveAsync(string whyNot)
    {
        if (!_body.PassesThrough)
            SetContentLength();
        CacheStatus.WriteForwarded(_context, _policy, forward, stored: false, whyNot);
        if (whyNot == Storability.Status && _context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            FailedStatus = _context.Response.StatusCode;
            call.Engine.Failures.Note(call.Key, null, call.Settings.Policy, old.State != EntryState.Missing);
        }
        else if (old.State != EntryState.Missing && Storability.IsOutdatedBy(whyNot, _context.Response.StatusCode, old.IsStale) && flight?.TryBeginWrite() == true)
        {
            await call.Engine.Store.RemoveAsync(call.Key, CancellationToken.None).ConfigureAwait(false);
        }

        // Nobody waits until all of it is sent, only to find that it is not for them.
        flight?.Complete(new FlightOutcome(null, LookAgain: call.IsLeft, HasFailed: FailedStatus is not null || call.IsAborted));
    }

    private async ValueTask StoreAsync(CachedResponse response)
    {
        EntrySettings settings = SettingsOf(response);
        EntryPlan? plan = flight is null || marks is null
            ? null
            : await call.Engine.PlanAsync(settings, isNull: false, marks, flight, _start).ConfigureAwait(false);
        bool isStored = plan is { } entry && await WriteAsync(response, settings, entry).ConfigureAwait(false);
        plan ??= EntryPlan.For(settings, isNull: false, [], flight?.DraftIfAny, call.Now);
        call.Engine.Failures.Forget(call.Key);

        // The handler may have said itself that it is not to be kept: then it has no life.
        var outcome = new FlightOutcome(response, plan is { } asked ? asked.Freshness : TimeSpan.Zero, isStored);
        flight?.Complete(outcome);
        ResponseHeaders.Apply(_context, _policy, response, Freshness.OfNew(outcome.Life, call.Now));
        CacheStatus.WriteForwarded(_context, _policy, forward, isStored, outcome.WhyNotStored);
        _notModified = Preconditions.IsNotModified(_context.Request.Headers, response, response.Created);
        if (_notModified)
            BecomeNotModified();
        else
            SetContentLength();
    }

    // It is kept for as long as it may be sent stale.
    private EntrySettings SettingsOf(CachedResponse response)
    {
        TimeSpan grace = _policy.Stale.For(response).Longest;
        EntryPolicy policy = call.Settings.Policy;
        return call.Settings with
        {
            Expiration = _policy.ExpirationOf(response.StatusCode),
            Policy = grace == policy.Stale.Grace ? policy : policy with { Stale = policy.Stale with { Grace = grace } },
        };
    }

    // Only who leads stores: of a flight it is known whether the key was removed or cleared while the handler ran, so that what it
    // made may be outdated.
    private async ValueTask<bool> WriteAsync(CachedResponse response, EntrySettings settings, EntryPlan plan)
    {
        if (!flight!.TryBeginWrite())
            return false;

        // Hits tell clients the time that is left, of which the endpoint's settings no longer say the whole.
        if (flight.DraftIfAny?.Expiration is not null || settings.Policy.Rules.Jitter > 0)
            plan = plan.WithLifetime(call.Now);
        Written written = await call.Engine.Store.WriteAsync(call.Key, response, settings, plan with { Fence = fence }, CancellationToken.None).ConfigureAwait(false);
        return written.IsStored;
    }

    // In the background no client has set a condition: a handler that answers so has found, by the old validator, that it still holds.
    private bool IsUnchanged => call.IsBackground && old.State != EntryState.Missing && _context.Response.StatusCode == StatusCodes.Status304NotModified;

    private CachedResponse Renew()
    {
        flight!.Draft.Validator ??= old.Terms?.Validator;
        CachedResponse unchanged = old.Value!;
        return new CachedResponse
        {
            StatusCode = unchanged.StatusCode,
            Headers = unchanged.Headers,
            VaryValues = unchanged.VaryValues,
            Created = call.Now,
            Body = unchanged.Body,
        };
    }

    private CachedResponse Capture() => new()
    {
        StatusCode = _context.Response.StatusCode,
        Headers = StoredHeaders.Of(_context.Response.Headers, _headersBefore, _policy.Cache.StatusHeader),
        VaryValues = StoredHeaders.VaryValues(_context, _policy.Credentials),
        Created = _policy.Cache.TimeProvider.GetUtcNow(),
        Body = _body.ToArray(),
    };

    // What the handler has promised stays: a client must see that a response is cut short.
    private void SetContentLength()
    {
        if (_body.Length > 0 || _context.Response.StatusCode is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            _context.Response.ContentLength ??= _body.Length;
    }

    private void BecomeNotModified()
    {
        _context.Response.StatusCode = StatusCodes.Status304NotModified;
        foreach (string name in _context.Response.Headers.Keys.Where(Preconditions.DescribesBody).ToArray())
            _context.Response.Headers.Remove(name);
    }
}
