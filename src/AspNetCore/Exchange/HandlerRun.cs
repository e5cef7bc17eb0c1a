using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Runs the handler of a request, stores its response and sends it.
//
// The handler writes into a buffer. When it has finished, the OnStarting callbacks of inner middleware run and add their headers, such as
// cookies. PrepareAsync then inspects the complete response, stores it and adds the cache's headers. The response starts after that, for
// outer middleware too.
internal sealed class HandlerRun : IDisposable
{
    private readonly HandlerCall _call;
    private readonly Forward _forward;
    private readonly ResponseComputation? _computation;
    private readonly HttpContext _context;
    private readonly EndpointPolicy _policy;
    private readonly HandlerView _view;
    private readonly StringValues? _userBefore;
    private IReadOnlyDictionary<string, StringValues> _headersBefore = FrozenDictionary<string, StringValues>.Empty;
    private Selection _selection;
    private byte[]? _body;
    private bool _done;
    private bool _prepared;

    // Without a computation the response is not stored.
    public HandlerRun(HandlerCall call, Forward forward, ResponseComputation? computation = null)
    {
        _call = call;
        _forward = forward;
        _computation = computation;
        _context = call.Context;
        _policy = call.Policy;
        _userBefore = _policy.VaryBy.User ? RequestUser.TextOf(RequestUser.Of(call.Context)) : null;
        var reads = new RequestReads(_policy.VaryBy.Headers, _policy.DeclaredCookies, _policy.SessionCookie);
        _view = new HandlerView(
            call.Context, reads, call.IsBackground ? null : computation?.Flight, call.Pipeline.MaximumBodySize, StopBuffering, call.Timeout);
    }

    // The status of a handler that failed without an exception; null if it did not.
    public int? FailedStatus { get; private set; }

    // Runs the handler and stores its response.
    public async Task InvokeAsync()
    {
        if (!_call.IsBackground)
            CacheStatus.Count(_policy, _forward);
        if (_context.Response.Headers.Count > 0)
            _headersBefore = _context.Response.Headers.ToDictionary(StringComparer.OrdinalIgnoreCase);

        // Covers a response that starts before the handler has finished.
        _view.Client.OnStarting(static run => ((HandlerRun)run).PrepareAsync(), this);
        await RunHandlerAsync().ConfigureAwait(false);
        _done = true;
        await PrepareAsync().ConfigureAwait(false);
    }

    private Task RunHandlerAsync()
    {
        ComputationMeasure? measure = ComputationMeasure.Begin(_policy.Figures, _call.Engine.Time, _call.Key);
        return measure is null ? _view.RunAsync(_call.Pipeline.Next) : RunMeasuredAsync(measure);
    }

    private async Task RunMeasuredAsync(ComputationMeasure measure)
    {
        try
        {
            await _view.RunAsync(_call.Pipeline.Next).ConfigureAwait(false);
            measure.End();
        }
        catch (Exception exception)
        {
            measure.End(exception);
            throw;
        }
    }

    // Sends the response, or the rest of it if the handler has already sent a part.
    public async Task SendAsync()
    {
        if (!_view.Body.PassesThrough)
            await _selection.SendBodyAsync(_context, _body ?? _view.Body.ToArray()).ConfigureAwait(false);
        else if (_view.Body.Length > 0)
            await _view.Body.FlushAsync(_call.ClientLeft).ConfigureAwait(false);
    }

    public void Dispose() => _view.Dispose();

    // The response may have no end, so waiting requests are released: they cannot use it.
    private void StopBuffering()
    {
        _call.Pipeline.Streamed.Add(_call.Key, _call.Now);
        _computation?.Flight.Complete(new HandlerOutcome(null));
        _view.Lifetime.FollowClient();

        // A background run has no client for the stream.
        if (_call.IsBackground)
            _context.Abort();
    }

    private async Task PrepareAsync()
    {
        if (_prepared)
            return;

        _prepared = true;
        await _view.Response.RunCallbacksAsync().ConfigureAwait(false);

        // The handler threw, and outer middleware writes another response.
        if (!_done && !_view.Body.PassesThrough)
            return;

        ResponseHeaders.AddVary(_context.Response.Headers, _view.Reads.Selecting);
        string? whyNot = Storability.WhyNot(_context, _policy, _view, _headersBefore, _userBefore);
        CachedResponse? response = whyNot is null ? Capture() : IsUnchanged ? Renew() : null;
        if (response is not null && SendableResponse.Is(response))
            await StoreAsync(response).ConfigureAwait(false);
        else
            await SkipStoringAsync(response is null ? whyNot! : Storability.Malformed).ConfigureAwait(false);
    }

    // For a response that must not be stored.
    private async ValueTask SkipStoringAsync(string whyNot)
    {
        ReportUnstored(whyNot);
        CacheStatus.WriteForwarded(_context, _policy, _forward, stored: false, whyNot);
        int status = _context.Response.StatusCode;
        if (whyNot == Storability.Status && status >= StatusCodes.Status500InternalServerError)
        {
            FailedStatus = status;
            _call.Engine.Failures.Record(_call.Key, null, _call.Settings.Policy, Replaced.State != EntryState.Missing);
        }
        else if (Replaced is { State: not EntryState.Missing } old
            && Storability.IsOutdatedBy(whyNot, status, old.IsStale)
            && _computation!.Flight.TryBeginWrite())
        {
            await _call.Engine.Store.RemoveAsync(_call.Key, CancellationToken.None).ConfigureAwait(false);
        }

        // Completes the flight before the response is sent, because waiting requests cannot use it.
        bool leaderLost = whyNot == Storability.Incomplete && !_call.IsBackground;
        _computation?.Flight.Complete(new HandlerOutcome(null, LeaderLost: leaderLost, HasFailed: FailedStatus is not null || _call.IsAborted));
        if (!_view.Body.PassesThrough)
            Select(whyNot is Storability.Incomplete or Storability.Framed ? null : Validators.OfHandler(_context.Response.Headers));
    }

    private async ValueTask StoreAsync(CachedResponse response)
    {
        EntrySettings settings = SettingsOf(response);
        StoredValue stored = _computation is null ? default : await _computation.StoreAsync(response, settings).ConfigureAwait(false);
        EntryPlan? plan = stored.Plan ?? EntryPlan.For(settings, isNull: false, [], _computation?.Flight.DraftIfAny, _call.Engine.Time);

        // If the handler prevented storing, the freshness is zero.
        var outcome = new HandlerOutcome(response, plan is { } asked ? asked.Freshness : TimeSpan.Zero, stored.IsStored);
        _computation?.Flight.Complete(outcome);
        if (WhyUnstored(stored, outcome) is { } whyNot)
            ReportUnstored(whyNot);
        ResponseHeaders.Apply(_context, _policy, response, Freshness.OfNew(outcome.Freshness, _call.Now));
        CacheStatus.WriteForwarded(_context, _policy, _forward, stored.IsStored,
            outcome.WhyNotStored ?? (stored.IsTooLong ? UnstoredReason.TooLong : null));
        Select(response.Validators);
    }

    // Null for a response that was stored.
    private string? WhyUnstored(StoredValue stored, HandlerOutcome outcome) => stored.IsStored ? null
        : outcome.WhyNotStored is { } whyNot ? whyNot
        : _computation is null ? UnstoredReason.Alone
        : stored.Written is null or { IsFenced: true } ? UnstoredReason.Changed
        : stored.IsTooLong ? UnstoredReason.TooLong
        : UnstoredReason.Store;

    private void ReportUnstored(string whyNot)
    {
        _policy.Figures.AddUnstored(whyNot);
        if (StorabilityAdvice.Of(whyNot, _view.Reads, _context.Response.Headers) is { } advice)
            _policy.Warnings.Warn(_context.GetEndpoint(), whyNot, advice);
    }

    // The grace covers the longest time for which the response may be served stale.
    private EntrySettings SettingsOf(CachedResponse response)
    {
        TimeSpan grace = _policy.Stale.For(response).Longest;
        EntryPolicy policy = _call.Settings.Policy;
        return _call.Settings with
        {
            Expiration = _policy.ExpirationOf(response.StatusCode),
            Policy = grace == policy.Stale.Grace ? policy : policy with { Stale = policy.Stale with { Grace = grace } },
        };
    }

    // A background run has no client conditions: a 304 means that the handler found the old validator still valid. If it read a header by
    // which the old response does not vary, it did so for the value of one client only.
    private bool IsUnchanged => Replaced.State != EntryState.Missing &&
        _context.Response.StatusCode == StatusCodes.Status304NotModified &&
        Array.TrueForAll(_view.Reads.Selecting, Replaced.Value!.VariesBy) &&
        Storability.WhyNot(_context.Response.Headers) is null && Storability.OfClient(_context, _policy, _view, _userBefore) is null;

    private EntryRead<CachedResponse> Replaced => _computation?.Replaced ?? default;

    private CachedResponse Renew()
    {
        _computation!.Flight.Draft.Validator ??= Replaced.Metadata?.Validator;
        return Replaced.Value!.Renewed(_call.Now, StoredHeaders.UpdatesOf(_context.Response.Headers, _headersBefore, _policy.Cache.StatusHeader));
    }

    private CachedResponse Capture() => new()
    {
        StatusCode = _context.Response.StatusCode,
        ReasonPhrase = _view.Response.ReasonPhrase,
        Headers = StoredHeaders.Of(_context.Response.Headers, _headersBefore, _policy.Cache.StatusHeader),
        CacheStatus = StoredHeaders.CacheStatusOf(_context.Response.Headers, _headersBefore),
        VaryValues = StoredHeaders.VaryValues(_context.Response.Headers, _call.Headers, _policy.Credentials),
        Created = _policy.Cache.TimeProvider.GetUtcNow(),
        FreshFor = _policy.ExpirationOf(_context.Response.StatusCode) ?? TimeSpan.MaxValue,
        Body = _body = _view.Body.ToArray(),
    };

    // Without validators the whole body is selected: an incomplete body, or one with the handler's own framing, has no ranges.
    private void Select(Validators? validators)
    {
        int length = (int)_view.Body.Length;
        int status = _context.Response.StatusCode;
        _selection = validators is { } compared
            ? Selection.Of(_context.Request, _call.Headers, status, compared, length)
            : new Selection(status, 0, length);
        _selection.Apply(_context, length);
    }
}
