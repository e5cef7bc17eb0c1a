using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The client's Cache-Control directives (RFC 9111, section 5.2.1), or Pragma if there are none (section 5.4).
internal readonly record struct RequestDirectives(
    bool NoCache, bool NoStore, bool OnlyIfCached, TimeSpan? MaxAge, TimeSpan? MinFresh, TimeSpan? MaxStale)
{
    // Invalid directives are ignored. Of a repeated directive the stricter one counts.
    public static RequestDirectives Of(IHeaderDictionary headers)
    {
        var reader = new DirectiveReader(headers.CacheControl);
        if (!reader.Read())
            return new RequestDirectives { NoCache = HasNoCache(headers.Pragma) };

        bool noCache = false, noStore = false, onlyIfCached = false;
        TimeSpan? maxAge = null, minFresh = null, maxStale = null;
        do
        {
            if (reader.Is("no-cache"))
                noCache = true;
            else if (reader.Is("no-store"))
                noStore = true;
            else if (reader.Is("only-if-cached"))
                onlyIfCached = true;
            else if (reader.Is("max-age"))
                maxAge = DeltaSeconds.Shorter(maxAge, reader.Seconds);
            else if (reader.Is("min-fresh"))
                minFresh = reader.Seconds is { } asked && !(asked < minFresh) ? asked : minFresh;
            else if (reader.Is("max-stale"))
                maxStale = DeltaSeconds.Shorter(maxStale, reader.HasValue ? reader.Seconds : TimeSpan.MaxValue);
        }
        while (reader.Read());

        // With only-if-cached the handler does not run, so no-store has no effect.
        return new RequestDirectives(noCache, noStore && !onlyIfCached, onlyIfCached, maxAge, minFresh, maxStale);
    }

    // An entry of unknown age fails every limit.
    public bool Accept(CachedResponse response, Freshness freshness) =>
        (MaxAge is null || freshness.Age <= MaxAge) && (MinFresh is null || freshness.IsFreshFor(MinFresh.Value, response));

    // A client that sends max-age accepts a stale response only with max-stale (RFC 9111, section 5.2.1.1).
    public bool AcceptStale(Freshness freshness)
    {
        if (MinFresh is not null)
            return false;

        return MaxStale is { } limit
            ? -freshness.TimeToLive <= limit && (MaxAge is null || freshness.Age <= MaxAge)
            : MaxAge is null;
    }

    private static bool HasNoCache(StringValues pragma)
    {
        var reader = new DirectiveReader(pragma);
        while (reader.Read())
        {
            if (reader.Is("no-cache"))
                return true;
        }

        return false;
    }

    // Removes the directives that run the handler despite an entry.
    public RequestDirectives WithoutRefresh() => this with { NoCache = false, NoStore = false, MaxAge = null, MinFresh = null };
}
