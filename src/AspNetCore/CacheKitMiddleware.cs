using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Answers requests to cached endpoints from the cache. On a miss, concurrent requests share one run of the handler.
internal sealed class CacheKitMiddleware(RequestDelegate next, EndpointPolicies policies, EvictionPolicies evictions, CacheKitHttpOptions options)
{
    // Longer keys are built in a rented buffer.
    private const int StackKeyLength = 512;

    private readonly HandlerPipeline _pipeline = new(next, options.MaximumBodySize, options.PrepareBackground);

    public Task InvokeAsync(HttpContext context)
    {
        if (RequestFeatures.EndpointOf(context) is not { } endpoint)
            return PassAsync(context);

        // If the middleware is in the pipeline twice, the inner one would wait for the flight of the outer one: a deadlock.
        if (policies.Of(endpoint) is not { } policy || HandlerView.IsSeenBy(context))
            return next(context);
        if (Admission.WhyNot(context, policy, out StringValues? user) is { } refusal)
            return BypassAsync(context, policy, refusal);

        RequestDirectives directives = RequestDirectives.Of(context.Request.Headers);
        if (options.IgnoresClientNoCache)
            directives = directives.WithoutRefresh();
        if (directives.NoStore)
            return BypassAsync(context, policy, Forward.Asked);

        return policy.HasDefaultKeys ? AnswerAsync(context, policy, directives, user) : BuildKeyAndAnswerAsync(context, policy, directives, user);
    }

    // If routing runs after this middleware, an endpoint that is cached or evicts is found only afterwards.
    private async Task PassAsync(HttpContext context)
    {
        await next(context).ConfigureAwait(false);
        if (context.GetEndpoint() is not { } endpoint)
            return;

        if (policies.Of(endpoint) is { } policy)
            policy.Warnings.WarnOfRouting(endpoint);
        evictions.Of(endpoint)?.WarnOfRouting(endpoint);
    }

    private Task BypassAsync(HttpContext context, EndpointPolicy policy, Forward forward)
    {
        CacheStatus.WriteBypass(context, policy, forward);
        return next(context);
    }

    private async Task BuildKeyAndAnswerAsync(HttpContext context, EndpointPolicy policy, RequestDirectives directives, StringValues? user)
    {
        string key = await policy.BuildKeyAsync(context, user).ConfigureAwait(false);
        await (key.Length == 0
            ? BypassAsync(context, policy, Forward.Bypass("no-key"))
            : RequestOf(context, policy, directives, key).AnswerAsync()).ConfigureAwait(false);
    }

    // A hit in memory is found without allocating a string for the key, and is sent synchronously.
    [SkipLocalsInit]
    private Task AnswerAsync(HttpContext context, EndpointPolicy policy, RequestDirectives directives, StringValues? user)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[StackKeyLength]);
        policy.AppendKey(ref text, context, user);
        int urlLength = text.Text.Length;
        policy.Variants.Append(ref text, context.Request.Headers);
        try
        {
            if (directives.NoCache || text.Text.Length >= LongKey.LengthLimit || policy.Cache.Engine.Local is not { } local)
                return RequestOf(context, policy, directives, text.Text[..urlLength].ToString()).AnswerAsync();

            if (local.TryRead(
                text.Text, policy.Settings.Coder, out CachedResponse? response, out LocalLookup look, out TimeSpan? timeToLive, out EntryMetadata? metadata))
            {
                return ResponseSender.TrySendHit(
                    context, policy, directives, response!, timeToLive, metadata, RequestResult.L1Hit, out Forward forward) ??
                    Request(text.Text)
                        .MissAsync(forward, new EntryRead<CachedResponse>(EntryState.Fresh, response, Arrivals: look.Arrivals));
            }

            return look.IsMiss
                ? Request(text.Text)
                    .MissAsync(policy.Variants.IsEmpty ? Forward.Miss : Forward.AnyMiss, EntryRead<CachedResponse>.Missing(look))
                : Request(text.Text).AnswerAsync();
        }
        finally
        {
            text.Clear();
        }

        // Under the key that was looked up, even if names of variants have been learned meanwhile.
        CachedRequest Request(ReadOnlySpan<char> key)
        {
            string url = key[..urlLength].ToString();
            return new CachedRequest(context, policy, directives, url, key.Length == urlLength ? url : key.ToString(), _pipeline);
        }
    }

    private CachedRequest RequestOf(HttpContext context, EndpointPolicy policy, RequestDirectives directives, string url) =>
        new(context, policy, directives, url, policy.Variants.KeyOf(url, context.Request.Headers), _pipeline);
}
