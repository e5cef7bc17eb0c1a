using Microsoft.AspNetCore.Http;

namespace CacheKit;

// A request that could not be answered at once: from a store that takes a wait, by whoever runs the handler for the same key
// at the time, or by running it here.
internal sealed class CachedRequest(HttpContext context, EndpointPolicy policy, RequestTerms terms, string key, RequestDelegate next, long maximumBodySize)
{
    private readonly Flights _flights = policy.Cache.Engine.Flights;
    private readonly EntrySettings _settings = policy.SettingsOf(context);

    public async Task AnswerAsync()
    {
        if (terms.NoCache)
        {
            await (terms.OnlyIfCached ? MissAsync(Forward.Asked, ended: 0) : RefreshAsync()).ConfigureAwait(false);
            return;
        }

        long ended = _flights.Ended;
        EntryRead<CachedResponse> read = await ReadAsync().ConfigureAwait(false);
        await (TrySend(read, out Forward forward) ?? MissAsync(forward, ended)).ConfigureAwait(false);
    }

    // For a request that was missed after so many flights had ended.
    public async Task MissAsync(Forward forward, long ended)
    {
        if (terms.OnlyIfCached)
        {
            CacheStatus.WriteForwarded(context, policy, forward, stored: false, "only-if-cached");
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
            return;
        }

        while (true)
        {
            FlightOf<FlightOutcome>? flight = _flights.Join<FlightOutcome>(key, cancellable: false, out bool leads, _settings.Tags);
            if (flight is null || leads)
            {
                await LeadAsync(forward, flight, readAgain: _flights.Ended != ended).ConfigureAwait(false);
                return;
            }

            FlightOutcome outcome = await flight.WaitAsync(context.RequestAborted).ConfigureAwait(false);
            if (!outcome.LookAgain)
            {
                await FollowAsync(forward, outcome).ConfigureAwait(false);
                return;
            }
        }
    }

    // Leads those who come meanwhile, unless another does already; waits for nobody.
    private Task RefreshAsync()
    {
        FlightOf<FlightOutcome>? flight = _flights.Join<FlightOutcome>(key, cancellable: false, out bool leads, _settings.Tags);
        return LeadAsync(Forward.Asked, leads ? flight : null, readAgain: false);
    }

    private async Task LeadAsync(Forward forward, FlightOf<FlightOutcome>? flight, bool readAgain)
    {
        bool lookAgain = false;
        try
        {
            // Another run may have ended between the read and the flight, and have left an entry.
            Task? sending = readAgain ? TrySend(await ReadAsync().ConfigureAwait(false), out _) : null;
            lookAgain = sending is not null;
            await (sending ?? RunAsync(forward, flight)).ConfigureAwait(false);
        }
        finally
        {
            flight?.Complete(new FlightOutcome(null, lookAgain || context.RequestAborted.IsCancellationRequested));
        }
    }

    private async Task FollowAsync(Forward forward, FlightOutcome outcome)
    {
        if (outcome.Response is { } response && StoredHeaders.VaryMatches(response, context.Request.Headers))
        {
            CacheStatus.WriteCollapsed(context, policy);
            var freshness = Freshness.OfNew(policy.Settings.Expiration, policy.Cache.TimeProvider.GetUtcNow());
            await ResponseSender.SendAsync(context, policy, response, freshness).ConfigureAwait(false);
            return;
        }

        // A response that is not for everybody: each runs the handler, and none waits for another.
        await RunAsync(forward, flight: null).ConfigureAwait(false);
    }

    // A read is short: to watch whether the client stays would cost each hit more than it could save.
    private ValueTask<EntryRead<CachedResponse>> ReadAsync() => policy.Cache.Engine.Store.ReadSharedAsync<CachedResponse>(key, _settings);

    // Null if there is no entry for this request.
    private Task? TrySend(EntryRead<CachedResponse> read, out Forward whyNot)
    {
        whyNot = Forward.Miss;
        return read.IsHit ? ResponseSender.TrySendHit(context, policy, terms, read.Value!, read.TimeToLive, read.Terms, out whyNot) : null;
    }

    private async Task RunAsync(Forward forward, FlightOf<FlightOutcome>? flight)
    {
        TagMark[]? marks = flight is null ? null : await policy.Cache.Engine.Store.MarkAsync(_settings, CancellationToken.None).ConfigureAwait(false);
        using var run = new HandlerRun(context, policy, key, marks, forward, flight, maximumBodySize);
        await run.InvokeAsync(next).ConfigureAwait(false);
    }
}
