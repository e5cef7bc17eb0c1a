using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// What a client asks of caches by Cache-Control (RFC 9111, section 5.2.1), or by Pragma where there is none (section 5.4).
internal readonly record struct RequestTerms(bool NoCache, bool NoStore, bool OnlyIfCached, TimeSpan? MaxAge, TimeSpan? MinFresh, TimeSpan? MaxStale)
{
    public static RequestTerms Of(IHeaderDictionary headers)
    {
        if (headers.CacheControl.Count == 0)
            return new RequestTerms { NoCache = headers.Pragma.ToString().Contains("no-cache", StringComparison.OrdinalIgnoreCase) };

        // A header that is none asks for nothing.
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out CacheControlHeaderValue? asked))
            return default;

        // Where the handler doesn't run, there is nothing not to store.
        return new RequestTerms(asked.NoCache, asked.NoStore && !asked.OnlyIfCached, asked.OnlyIfCached, asked.MaxAge, asked.MinFresh,
            asked.MaxStale ? asked.MaxStaleLimit ?? TimeSpan.MaxValue : null);
    }

    // Of an entry whose age isn't known, none is young enough.
    public bool Accept(Freshness freshness) =>
        (MaxAge is null || freshness.Age <= MaxAge) && (MinFresh is null || freshness.TimeToLive is null || freshness.TimeToLive >= MinFresh);

    // Who names an age takes nothing stale, unless he says for how long it may be (RFC 9111, section 5.2.1.1).
    public bool AcceptStale(Freshness freshness) =>
        MaxStale is { } limit ? -freshness.TimeToLive <= limit && (MaxAge is null || freshness.Age <= MaxAge) && MinFresh is null : MaxAge is null && MinFresh is null;
}
