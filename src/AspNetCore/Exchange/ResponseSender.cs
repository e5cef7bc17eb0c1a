using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Sends a stored or shared response.
internal static class ResponseSender
{
    // Null if the entry does not match the request.
    public static Task? TrySendHit(
        HttpContext context, EndpointPolicy policy, RequestDirectives directives, CachedResponse cached, TimeSpan? timeToLive,
        EntryMetadata? kept, RequestResult result, out Forward whyNot)
    {
        var freshness = Freshness.Of(cached, kept?.Lifetime, timeToLive, policy.ExpirationOf(cached.StatusCode), policy.Cache.TimeProvider.GetUtcNow());
        whyNot = Forward.VaryMiss;
        if (!StoredHeaders.VaryMatches(cached, context.Request.Headers, policy.Credentials))
            return null;

        whyNot = Forward.TooOld;
        if (!directives.Accept(cached, freshness))
            return null;

        policy.Figures.Add(result);
        CacheStatus.WriteHit(context, policy, cached.LifetimeAt(freshness, policy.VaryBy.User, policy.Stale));
        return SendAsync(context, policy, cached, freshness);
    }

    public static Task SendStaleAsync(HttpContext context, EndpointPolicy policy, StaleOffer offer, string why)
    {
        Freshness freshness = offer.FreshnessAt(policy.Cache.TimeProvider.GetUtcNow());
        policy.Figures.Add(offer.Result);
        CacheStatus.WriteStale(context, policy, offer.Response.LifetimeAt(freshness, policy.VaryBy.User, policy.Stale), why);
        return SendAsync(context, policy, offer.Response, freshness);
    }

    public static Task SendAsync(HttpContext context, EndpointPolicy policy, CachedResponse cached, Freshness freshness)
    {
        HttpResponse response = context.Response;
        foreach ((string name, StringValues values) in cached.Headers)
            response.Headers[name] = values;
        CacheStatus.Precede(response.Headers, cached.CacheStatus);
        ResponseHeaders.Apply(context, policy, cached, freshness);
        if (cached.ReasonPhrase is { Length: > 0 } reason)
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = reason;

        IHeaderDictionary request = context.Request.Headers;
        int length = cached.Body.Length;
        var selection = new Selection(cached.StatusCode, 0, length);
        if (Selection.IsAsked(request))
            selection = Selection.Of(context.Request, request, cached.StatusCode, ValidatorsOf(cached, freshness), length);
        selection.Apply(context, length);
        return selection.SendBodyAsync(context, cached.Body);
    }

    // A response stored as its bare body has no creation time, so its age gives it.
    private static Validators ValidatorsOf(CachedResponse cached, Freshness freshness) =>
        cached.Validators with { Created = cached.Created ?? freshness.Now - freshness.Age };
}
