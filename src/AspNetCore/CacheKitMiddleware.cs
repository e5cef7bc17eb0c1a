using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Answers the requests of cached endpoints from the cache, or has the handler run once for all who ask at the time.
internal sealed class CacheKitMiddleware(RequestDelegate next, EndpointPolicies policies, long maximumBodySize)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || policies.Of(endpoint) is not { } policy)
            return next(context);
        if (Admission.WhyNot(context, policy, out StringValues? user) is { } refusal)
            return BypassAsync(context, policy, refusal);

        RequestTerms terms = RequestTerms.Of(context.Request.Headers);
        if (terms.NoStore)
            return BypassAsync(context, policy, Forward.Asked);
        if (!policy.HasDefaultKeys)
            return AnswerAsync(context, policy, terms, policy.BuildKeyAsync(context, user));

        return TryAnswerLocally(context, policy, terms, user, out string key) ?? AnswerAsync(context, policy, terms, key);
    }

    private Task BypassAsync(HttpContext context, EndpointPolicy policy, Forward forward)
    {
        CacheStatus.WriteBypass(context, policy, forward);
        return next(context);
    }

    // A hit in memory: found without a string for its key, and answered at once. Null for any other case.
    [SkipLocalsInit]
    private static Task? TryAnswerLocally(HttpContext context, EndpointPolicy policy, RequestTerms terms, StringValues? user, out string key)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[512]);
        policy.AppendKey(ref text, context, user);
        key = "";
        Task? answer = null;
        if (!terms.NoCache && text.Text.Length < LongKey.LengthLimit && policy.Cache.Engine.Local is { } local &&
            local.TryRead(text.Text, policy.Settings.Coder, out CachedResponse? response, out TimeSpan? timeToLive))
        {
            answer = TryAnswer(context, policy, terms, response!, timeToLive, out _);
        }

        if (answer is null)
            key = LongKey.Shorten(text.Text.ToString());
        text.Clear();
        return answer;
    }

    private async Task AnswerAsync(HttpContext context, EndpointPolicy policy, RequestTerms terms, ValueTask<string> building)
    {
        string key = await building.ConfigureAwait(false);
        if (key.Length == 0)
            await BypassAsync(context, policy, Forward.Bypass("no-key")).ConfigureAwait(false);
        else
            await AnswerAsync(context, policy, terms, key).ConfigureAwait(false);
    }

    private async Task AnswerAsync(HttpContext context, EndpointPolicy policy, RequestTerms terms, string key)
    {
        if (terms.NoCache)
        {
            await RunAsync(context, policy, key, Forward.Asked, flight: null).ConfigureAwait(false);
            return;
        }

        Flights flights = policy.Cache.Engine.Flights;
        bool answered = false;
        while (!answered)
        {
            long ended = flights.Ended;
            Attempt read = await TryAnswerFromStoreAsync(context, policy, terms, key).ConfigureAwait(false);
            if (read.IsAnswered)
                return;

            if (terms.OnlyIfCached)
            {
                CacheStatus.WriteForwarded(context, policy, read.Forward, stored: false, "only-if-cached");
                context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
                return;
            }

            FlightOf<FlightOutcome>? flight = flights.Join<FlightOutcome>(key, cancellable: true, out bool leads);
            if (flight is null || leads)
            {
                await LeadAsync(context, policy, terms, key, read.Forward, flight, readAgain: flights.Ended != ended).ConfigureAwait(false);
                return;
            }

            answered = await FollowAsync(context, policy, key, read.Forward, flight).ConfigureAwait(false);
        }
    }

    private static async ValueTask<Attempt> TryAnswerFromStoreAsync(HttpContext context, EndpointPolicy policy, RequestTerms terms, string key)
    {
        EntryRead<CachedResponse> read = await policy.Cache.Engine.Store
            .ReadWithTimeToLiveAsync<CachedResponse>(key, policy.Settings.Coder, context.RequestAborted).ConfigureAwait(false);
        if (!read.IsHit)
            return new Attempt(false, Forward.Miss);

        if (TryAnswer(context, policy, terms, read.Value!, read.TimeToLive, out Forward forward) is not { } answer)
            return new Attempt(false, forward);

        await answer.ConfigureAwait(false);
        return new Attempt(true, default);
    }

    // Null if the entry is not for this request.
    private static Task? TryAnswer(HttpContext context, EndpointPolicy policy, RequestTerms terms, CachedResponse response, TimeSpan? timeToLive, out Forward forward)
    {
        var freshness = Freshness.Of(response, timeToLive, policy.Settings.Expiration, policy.Cache.TimeProvider.GetUtcNow());
        bool varies = !StoredHeaders.VaryMatches(response, context.Request.Headers);
        forward = varies ? Forward.VaryMiss : Forward.TooOld;
        if (varies || !terms.Accept(freshness))
            return null;

        CacheStatus.WriteHit(context, policy, freshness);
        return ResponseSender.SendAsync(context, policy, response, freshness);
    }

    private async Task LeadAsync(HttpContext context, EndpointPolicy policy, RequestTerms terms, string key, Forward forward, FlightOf<FlightOutcome>? flight, bool readAgain)
    {
        try
        {
            // Another run may have ended between the read and the flight, and have left an entry.
            if (readAgain && (await TryAnswerFromStoreAsync(context, policy, terms, key).ConfigureAwait(false)).IsAnswered)
                return;

            await RunAsync(context, policy, key, forward, flight).ConfigureAwait(false);
        }
        finally
        {
            flight?.Complete(new FlightOutcome(null, IsAbandoned: context.RequestAborted.IsCancellationRequested));
        }
    }

    // False if the one who ran the handler went away before it was done.
    private async ValueTask<bool> FollowAsync(HttpContext context, EndpointPolicy policy, string key, Forward forward, FlightOf<FlightOutcome> flight)
    {
        FlightOutcome outcome = await flight.WaitAsync(context.RequestAborted).ConfigureAwait(false);
        if (outcome.IsAbandoned)
            return false;

        if (outcome.Response is { } response && StoredHeaders.VaryMatches(response, context.Request.Headers))
        {
            CacheStatus.WriteCollapsed(context, policy);
            await ResponseSender.SendAsync(context, policy, response, Freshness.OfNew(policy.Settings.Expiration)).ConfigureAwait(false);
        }
        else
        {
            // A response that is not for everybody: each runs the handler, and none waits for another.
            await RunAsync(context, policy, key, forward, flight: null).ConfigureAwait(false);
        }

        return true;
    }

    private async Task RunAsync(HttpContext context, EndpointPolicy policy, string key, Forward forward, FlightOf<FlightOutcome>? flight)
    {
        using var run = new HandlerRun(context, policy, key, forward, flight, maximumBodySize);
        await run.InvokeAsync(next).ConfigureAwait(false);
    }

    private readonly record struct Attempt(bool IsAnswered, Forward Forward);
}
