using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Answers a request that was not a synchronous hit: from the store, from a concurrent run of the handler for the same key, or by running
// the handler. The key is that of the URL with the values of the headers that its responses vary by, as far as they have been learned.
internal sealed class CachedRequest(
    HttpContext context, EndpointPolicy policy, RequestDirectives directives, string urlKey, string key, HandlerPipeline pipeline)
{
    private readonly CacheEngine _engine = policy.Cache.Engine;
    private readonly EntrySettings _settings = policy.SettingsOf(context);
    private string _key = key;

    private bool IsStreamed => pipeline.Streamed.Contains(_key, policy.Cache.TimeProvider.GetUtcNow());

    private HandlerCall Call => new(context, policy, _settings, urlKey, _key, pipeline);

    public async Task AnswerAsync()
    {
        if (directives.NoCache)
        {
            await (directives.OnlyIfCached ? MissAsync(Forward.Asked, default) : RefreshAsync()).ConfigureAwait(false);
            return;
        }

        await Answer(await ReadAsync().ConfigureAwait(false)).ConfigureAwait(false);
    }

    // A hit has no asynchronous state that holds a copy of the read.
    private Task Answer(in EntryRead<CachedResponse> read)
    {
        if (TrySend(read, out Forward forward) is not { } sending)
            return AnswerWithoutHitAsync(read, forward);

        if (read.State == EntryState.RefreshDue && _engine.Failures.ChooseUse(_key, canServe: true, waits: false) == EntryUse.ServeAndRefresh)
            Refresh(read);
        return sending;
    }

    private async Task AnswerWithoutHitAsync(EntryRead<CachedResponse> read, Forward forward)
    {
        if (read is { State: EntryState.Missing, TimedOut: false } && await SharedVariants.LoadAsync(policy).ConfigureAwait(false) && UpdateKey())
            await AnswerAsync().ConfigureAwait(false);
        else if (read.IsStale && StaleOffer.Of(read, policy, directives, context.Request.Headers, out forward) is { } offer)
            await AnswerStaleAsync(read, offer).ConfigureAwait(false);
        else
            await MissAsync(forward, read).ConfigureAwait(false);
    }

    // For a request without a usable entry.
    public async Task MissAsync(Forward forward, EntryRead<CachedResponse> read)
    {
        if (directives.OnlyIfCached)
        {
            await RefuseAsync().ConfigureAwait(false);
            return;
        }

        if (IsStreamed)
        {
            await PassThroughAsync().ConfigureAwait(false);
            return;
        }

        ThrowIfJustFailed();
        bool leads = false;
        ResultFlight<HandlerOutcome>? flight = JoinEarlier() ?? Join(isNeeded: true, out leads);
        if (leads && UpdateKey())
        {
            // A new header in Vary was learned after the read, so the entry has another key.
            flight!.Complete(new HandlerOutcome(null, ReadAgain: true));
            await AnswerAsync().ConfigureAwait(false);
            return;
        }

        if (flight is null || leads)
        {
            await LeadAsync(forward, flight, read, HasWriteSince(read)).ConfigureAwait(false);
            return;
        }

        long startedAt = _engine.Time.GetTimestamp();
        HandlerOutcome outcome = await flight.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        policy.Figures.RecordFlightWait(_engine.Time, startedAt);
        if (outcome.ReadAgain || outcome.LeaderLost)
            UpdateKey();
        await (outcome.ReadAgain ? AnswerAsync()
            : outcome.LeaderLost ? LeadAgainAsync(forward, read)
            : SendOutcomeAsync(forward, outcome, isFirst: false)).ConfigureAwait(false);
    }

    private void ThrowIfJustFailed()
    {
        try
        {
            _engine.Failures.ChooseUse(_key, canServe: false, waits: true);
        }
        catch
        {
            policy.Figures.Add(RequestResult.Miss);
            throw;
        }
    }

    // The response will not be stored, so the handler answers the request directly.
    private Task PassThroughAsync()
    {
        CacheStatus.WriteBypass(context, policy, Forward.Bypass("streamed"));
        return pipeline.Next(context);
    }

    // After a run with an incomplete response, each waiter runs the handler without waiting for another.
    private Task LeadAgainAsync(Forward forward, EntryRead<CachedResponse> read) =>
        LeadAsync(forward, _engine.Flights.Lead<HandlerOutcome>(_key, _settings), read, readsAgain: true);

    // The handler runs in the background, so the client need not wait for it.
    private async Task AnswerStaleAsync(EntryRead<CachedResponse> read, StaleOffer offer)
    {
        switch (_engine.Failures.ChooseUse(_key, canServe: true, waits: offer.ImmediateReason is null))
        {
            case EntryUse.ServeAndRefresh:
                Refresh(read);
                await SendStaleAsync(offer, offer.ImmediateReason!).ConfigureAwait(false);
                break;
            case EntryUse.Serve:
                await SendStaleAsync(offer, offer.ImmediateReason ?? StaleOffer.IfError).ConfigureAwait(false);
                break;
            default:
                await (directives.OnlyIfCached ? RefuseAsync() : WaitOrSendStaleAsync(read, offer)).ConfigureAwait(false);
                break;
        }
    }

    private async Task WaitOrSendStaleAsync(EntryRead<CachedResponse> read, StaleOffer offer)
    {
        if (IsStreamed)
        {
            await PassThroughAsync().ConfigureAwait(false);
            return;
        }

        ResultFlight<HandlerOutcome>? flight = Join(isNeeded: offer.WaitLimit is null, out bool leads);
        if (flight is null)
        {
            await RunAloneAsync(Forward.Stale).ConfigureAwait(false);
            return;
        }

        if (leads)
            BackgroundRun.Start(Call, flight, read, HasWriteSince(read));

        HandlerOutcome outcome;
        try
        {
            outcome = await flight.WaitAsync(offer.WaitLimit, policy.Cache.TimeProvider, context.RequestAborted).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await SendStaleAsync(offer, StaleOffer.WhileRevalidating).ConfigureAwait(false);
            return;
        }

        if (outcome.ReadAgain)
            await AnswerAsync().ConfigureAwait(false);
        else if (outcome.LeaderLost)
            await LeadAgainAsync(Forward.Stale, read).ConfigureAwait(false);
        else if (outcome.HasFailed)
            await SendStaleAsync(offer, StaleOffer.IfError).ConfigureAwait(false);
        else
            await SendOutcomeAsync(Forward.Stale, outcome, leads).ConfigureAwait(false);
    }

    // Refreshes in the background, unless the handler is already running.
    private void Refresh(EntryRead<CachedResponse> read)
    {
        if (directives.OnlyIfCached || IsStreamed)
            return;
        if (_engine.Flights.Lead<HandlerOutcome>(_key, _settings) is { } flight)
        {
            BackgroundRun.Start(Call, flight, read, HasWriteSince(read));
            flight.ContinueInBackground();
        }
    }

    // Runs the handler for a client that requires a new response. Leads a flight if there is none; never waits for another.
    private Task RefreshAsync()
    {
        if (IsStreamed)
            return PassThroughAsync();

        return LeadAsync(Forward.Asked, _engine.Flights.Lead<HandlerOutcome>(_key, _settings), default, readsAgain: false, isForced: true);
    }

    private async Task LeadAsync(
        Forward forward, ResultFlight<HandlerOutcome>? flight, EntryRead<CachedResponse> old, bool readsAgain, bool isForced = false)
    {
        if (flight is null)
        {
            await RunAloneAsync(forward).ConfigureAwait(false);
            return;
        }

        // Another run may have stored an entry between the read and the start of the flight.
        Task? sending = null;
        using var computation = new ResponseComputation(Call, forward, flight, old, read => (sending = TrySend(read, out _)) is not null)
        {
            ReadsAgain = readsAgain,
            IsForced = isForced,
        };

        flight.TrySetCancelWhen(CancelWhen.Never);
        using (flight.LeaveOnCancellation(context.RequestAborted))
            await computation.AnswerAsync().ConfigureAwait(false);
        await (sending ?? Task.CompletedTask).ConfigureAwait(false);
    }

    // isFirst marks the request for which the handler ran.
    private async Task SendOutcomeAsync(Forward forward, HandlerOutcome outcome, bool isFirst)
    {
        // The response named a new header in Vary, so this request has another entry.
        if (outcome.Response is { } other && !StoredHeaders.VaryMatches(other, context.Request.Headers, policy.Credentials) && UpdateKey())
        {
            await AnswerAsync().ConfigureAwait(false);
            return;
        }

        // The response cannot be shared: each request runs the handler without waiting for another.
        if (outcome.Response is not { } response || !StoredHeaders.VaryMatches(response, context.Request.Headers, policy.Credentials))
        {
            if (outcome.HasFailed)
                ThrowIfJustFailed();
            await RunAloneAsync(forward).ConfigureAwait(false);
            return;
        }

        CacheStatus.Count(policy, forward);
        if (isFirst)
            CacheStatus.WriteForwarded(context, policy, forward, outcome.IsStored, outcome.WhyNotStored);
        else
            CacheStatus.WriteCollapsed(context, policy, forward);
        var freshness = Freshness.OfNew(outcome.Freshness, policy.Cache.TimeProvider.GetUtcNow());
        await ResponseSender.SendAsync(context, policy, response, freshness).ConfigureAwait(false);
    }

    private Task SendStaleAsync(StaleOffer offer, string why) => ResponseSender.SendStaleAsync(context, policy, offer, why);

    private Task RefuseAsync()
    {
        CacheStatus.WriteRefused(context, policy);
        context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        return Task.CompletedTask;
    }

    private bool HasWriteSince(EntryRead<CachedResponse> read) => _engine.Store.Arrivals != read.Arrivals;

    private ResultFlight<HandlerOutcome>? Join(bool isNeeded, out bool leads) =>
        _engine.Flights.Join<HandlerOutcome>(_key, _settings, cancellable: true, isNeeded, out leads);

    // A handler that started before a header of Vary was learned runs under the key without it, and will store this request's entry.
    private ResultFlight<HandlerOutcome>? JoinEarlier()
    {
        foreach (string earlier in policy.Variants.EarlierKeysOf(urlKey, context.Request.Headers))
        {
            if (_engine.Flights.TryJoin<HandlerOutcome>(earlier, _settings) is not { } flight)
                continue;

            _key = earlier;
            return flight;
        }

        return null;
    }

    // Recomputes the key; true if newly learned Vary headers changed it.
    private bool UpdateKey()
    {
        string before = _key;
        _key = policy.Variants.KeyOf(urlKey, context.Request.Headers);
        return _key != before;
    }

    // The read is not cancelled by the client's departure: watching for it would cost each hit more than it could save.
    private ValueTask<EntryRead<CachedResponse>> ReadAsync() => _engine.Store.ReadSharedAsync<CachedResponse>(_key, _settings);

    // Null if no entry matches this request.
    private Task? TrySend(in EntryRead<CachedResponse> read, out Forward whyNot)
    {
        whyNot = policy.Variants.IsEmpty ? Forward.Miss : Forward.AnyMiss;
        return read.IsHit ? ResponseSender.TrySendHit(context, policy, directives, read.Value!, read.TimeToLive, read.Metadata, read.Result, out whyNot) : null;
    }

    private async Task RunAloneAsync(Forward forward)
    {
        using var run = new HandlerRun(Call, forward);
        await run.InvokeAsync().ConfigureAwait(false);
        await run.SendAsync().ConfigureAwait(false);
    }
}
