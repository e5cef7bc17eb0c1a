using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// Answers a request with a response that was made before.
internal static class ResponseSender
{
    // Null if the entry is not for this request.
    public static Task? TrySendHit(HttpContext context, EndpointPolicy policy, RequestTerms terms, CachedResponse cached, TimeSpan? timeToLive, EntryTerms? kept, out Forward whyNot)
    {
        var freshness = Freshness.Of(cached, kept?.Lifetime, timeToLive, policy.ExpirationOf(cached.StatusCode), policy.Cache.TimeProvider.GetUtcNow());
        whyNot = Forward.VaryMiss;
        if (!StoredHeaders.VaryMatches(cached, context.Request.Headers, policy.Credentials))
            return null;

        whyNot = Forward.TooOld;
        if (!terms.Accept(freshness))
            return null;

        CacheStatus.WriteHit(context, policy, cached.LifetimeAt(freshness, policy.VaryBy.User, policy.Stale));
        return SendAsync(context, policy, cached, freshness);
    }

    public static Task SendStaleAsync(HttpContext context, EndpointPolicy policy, StaleOffer offer, string why)
    {
        Freshness freshness = offer.FreshnessAt(policy.Cache.TimeProvider.GetUtcNow());
        CacheStatus.WriteStale(context, policy, offer.Response.LifetimeAt(freshness, policy.VaryBy.User, policy.Stale), why);
        return SendAsync(context, policy, offer.Response, freshness);
    }

    public static Task SendAsync(HttpContext context, EndpointPolicy policy, CachedResponse cached, Freshness freshness)
    {
        DateTimeOffset? created = cached.Created ?? freshness.Now - freshness.Age;
        bool notModified = Preconditions.IsNotModified(context.Request.Headers, cached, created);

        HttpResponse response = context.Response;
        response.StatusCode = notModified ? StatusCodes.Status304NotModified : cached.StatusCode;
        IHeaderDictionary headers = response.Headers;
        foreach ((string name, StringValues values) in cached.Headers)
        {
            if (!notModified || !Preconditions.DescribesBody(name))
                headers[name] = values;
        }

        ResponseHeaders.Apply(context, policy, cached, freshness);
        if (notModified)
            return Task.CompletedTask;

        if (cached.Body.Length == 0 && cached.StatusCode != StatusCodes.Status200OK)
            return Task.CompletedTask;

        response.ContentLength = cached.Body.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(cached.Body, 0, cached.Body.Length);
    }
}
