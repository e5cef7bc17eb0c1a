using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// What the headers of a response say of the time it has left. They count in seconds, so that the hits of one second share them.
internal sealed class LifetimeHeaders
{
    private readonly long _maxAge;
    private readonly long _second;
    private readonly bool _expires;
    private readonly bool _isPrivate;

    public LifetimeHeaders(Freshness freshness, bool isPrivate)
    {
        _maxAge = freshness.MaxAgeSeconds;
        _second = SecondOf(freshness);
        _expires = freshness.TimeToLive is not null;
        _isPrivate = isPrivate;
        CacheControl = string.Create(CultureInfo.InvariantCulture, $"{(isPrivate ? "private, " : "")}max-age={_maxAge}");
        DateTimeOffset now = freshness.Now;
        Expires = HeaderUtilities.FormatDate(_maxAge < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(_maxAge) : DateTimeOffset.MaxValue);
        CacheStatus = _expires ? string.Create(CultureInfo.InvariantCulture, $"CacheKit; hit; ttl={_maxAge}") : "CacheKit; hit";
    }

    public string CacheControl { get; }

    public string Expires { get; }

    // Of a hit.
    public string CacheStatus { get; }

    public bool Say(Freshness freshness, bool isPrivate) =>
        _maxAge == freshness.MaxAgeSeconds && _second == SecondOf(freshness) && _expires == freshness.TimeToLive is not null && _isPrivate == isPrivate;

    private static long SecondOf(Freshness freshness) => freshness.Now.Ticks / TimeSpan.TicksPerSecond;
}
