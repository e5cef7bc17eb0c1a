using System.Globalization;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The headers of a response that depend on its time to live. They have a resolution of one second, so hits in the same second share them.
internal sealed class LifetimeHeaders
{
    private readonly long _seconds;
    private readonly long _second;
    private readonly bool _expires;
    private readonly bool _isPrivate;
    private readonly StaleLimits _stale;

    public LifetimeHeaders(Freshness freshness, bool isPrivate, StaleLimits stale)
    {
        _seconds = freshness.Seconds;
        _second = SecondOf(freshness);
        _expires = freshness.TimeToLive is not null;
        _isPrivate = isPrivate;
        _stale = stale;
        CacheControl = string.Create(
            CultureInfo.InvariantCulture, $"{(isPrivate ? "private, " : "")}max-age={freshness.MaxAgeSeconds}{stale.RemainingAt(freshness.TimeToLive)}");
        DateTimeOffset now = freshness.Now;
        Expires = HeaderUtilities.FormatDate(_seconds < (DateTimeOffset.MaxValue - now).TotalSeconds ? now.AddSeconds(_seconds) : DateTimeOffset.MaxValue);
        CacheStatus = _expires ? string.Create(CultureInfo.InvariantCulture, $"CacheKit; hit; ttl={_seconds}") : "CacheKit; hit";
    }

    public string CacheControl { get; }

    public string Expires { get; }

    // The Cache-Status of a hit.
    public string CacheStatus { get; }

    public bool ApplyTo(Freshness freshness, bool isPrivate, StaleLimits stale) =>
        _seconds == freshness.Seconds && _second == SecondOf(freshness) && _expires == freshness.TimeToLive is not null &&
        _isPrivate == isPrivate && _stale == stale;

    private static long SecondOf(Freshness freshness) => freshness.Now.Ticks / TimeSpan.TicksPerSecond;
}
