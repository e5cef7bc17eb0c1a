using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// A stored response. Immutable.
internal sealed class CachedResponse : IDatedValue
{
    private StringValues _cacheControl;
    private string? _expires;
    private string? _date;
    private string? _entityTag;
    private ResponseDirectives? _directives;
    private LifetimeHeaders? _lifetime;

    public required int StatusCode { get; init; }

    // Null for the standard phrase of the status.
    public string? ReasonPhrase { get; init; }

    // The end-to-end headers that the handler set.
    public required KeyValuePair<string, StringValues>[] Headers
    {
        get;
        init
        {
            field = value;
            foreach ((string name, StringValues values) in value)
                ReadHeader(name, values);
        }
    }

    // The Cache-Status header of the handler, with the entries of caches that it called itself.
    public StringValues CacheStatus { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    // The request headers that Vary names, with the values of the request that the response answered.
    public KeyValuePair<string, string>[] VaryValues { get; init; } = [];

    // The time at which the handler produced it; null if only the body is stored.
    public DateTimeOffset? Created { get; init; }

    // The expiration that it was stored with, counted from its creation. MaxValue: it never expires; zero: it is not known.
    public TimeSpan FreshFor { get; init; }

    public bool IsDated => FreshFor > TimeSpan.Zero && Created is not null;

    // The handler's entity tag, or a weak one from the body, which is the same in every process.
    public string EntityTag => _entityTag ??= EntityTags.Of(Body.Span);

    public bool HasOwnEntityTag { get; private set; }

    // The tag of the body, if it is known already.
    public string? GeneratedTag
    {
        init => _entityTag ??= value;
    }

    public Validators Validators => new(EntityTag, Header("Last-Modified"), Created);

    // Whether the handler set Cache-Control or Expires.
    public bool HasOwnLifetime { get; private set; }

    // The Age header of the handler.
    public TimeSpan OwnAge { get; private set; }

    public ResponseDirectives Directives => _directives ??= ResponseDirectives.Of(_cacheControl);

    // The handler's Date header, or the time of creation.
    public string? Date => _date ??= Created is { } created ? HeaderUtilities.FormatDate(created) : null;

    // The freshness lifetime that the handler set, counted from Date; null if it set none.
    public TimeSpan? OwnLifetime => Directives.SharedMaxAge ?? Directives.MaxAge ?? (_expires is null ? null : UntilExpires(_expires));

    public LifetimeHeaders LifetimeAt(Freshness freshness, bool isPrivate, StaleLimits stale) =>
        _lifetime is { } last && last.ApplyTo(freshness, isPrivate, stale) ? last : _lifetime = new LifetimeHeaders(freshness, isPrivate, stale);

    // Null if it never expires, or if its lifetime is not known. The clocks of other processes may differ from this one's.
    public TimeSpan? TimeToLiveAt(DateTimeOffset now)
    {
        if (!IsDated || FreshFor == TimeSpan.MaxValue)
            return null;

        TimeSpan left = FreshFor - (now - Created!.Value);
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < FreshFor ? left : FreshFor;
    }

    public string? Header(string name)
    {
        foreach ((string key, StringValues values) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return values.ToString();
        }

        return null;
    }

    public bool VariesBy(string header) => Array.Exists(VaryValues, value => Is(value.Key, header));

    // The response after its handler confirmed it with 304, with the updated headers (RFC 9111, section 3.2). Its age starts again.
    public CachedResponse Renewed(DateTimeOffset now, KeyValuePair<string, StringValues>[] updates)
    {
        // A kept Expires is relative to the handler's clock, so the Date advances by the same clock.
        bool isUpdated = Array.Exists(updates, header => Is(header.Key, HeaderNames.Date) || Is(header.Key, HeaderNames.Expires));
        string? date = isUpdated ? null : DateAt(now);
        return new CachedResponse
        {
            StatusCode = StatusCode,
            ReasonPhrase = ReasonPhrase,
            Headers =
            [
                .. Headers.Where(header => !Is(header.Key, HeaderNames.Age) && !Is(header.Key, HeaderNames.Date) &&
                    !Array.Exists(updates, update => Is(update.Key, header.Key))),
                .. updates,
                .. date is null ? [] : new[] { KeyValuePair.Create(HeaderNames.Date, new StringValues(date)) },
            ],
            CacheStatus = CacheStatus,
            VaryValues = VaryValues,
            Created = now,
            FreshFor = FreshFor,
            Body = Body,
        };
    }

    // An invalid Expires is in the past (RFC 9111, section 5.3).
    private TimeSpan UntilExpires(string text) =>
        HeaderUtilities.TryParseDate(text, out DateTimeOffset expires) && HeaderUtilities.TryParseDate(Date, out DateTimeOffset date)
            ? expires - date
            : TimeSpan.Zero;

    // The handler's Date, advanced by the time since creation; null if the handler sent none, or if the result is out of range.
    private string? DateAt(DateTimeOffset now)
    {
        if (Header(HeaderNames.Date) is not { } text || !HeaderUtilities.TryParseDate(text, out DateTimeOffset date) || Created is not { } created)
            return null;

        long ticks = date.UtcTicks + (now - created).Ticks;
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? HeaderUtilities.FormatDate(new DateTimeOffset(ticks, TimeSpan.Zero)) : null;
    }

    private void ReadHeader(string name, StringValues values)
    {
        if (Is(name, HeaderNames.ETag))
        {
            _entityTag = values.ToString();
            HasOwnEntityTag = true;
        }
        else if (Is(name, HeaderNames.CacheControl))
        {
            _cacheControl = values;
            HasOwnLifetime |= new DirectiveReader(values).Read();
        }
        else if (Is(name, HeaderNames.Expires))
        {
            _expires = values.ToString();
            HasOwnLifetime = true;
        }
        else if (Is(name, HeaderNames.Date))
        {
            _date = values.ToString();
        }
        else if (Is(name, HeaderNames.Age))
        {
            OwnAge = DeltaSeconds.OfFirst(values) ?? TimeSpan.Zero;
        }
    }

    private static bool Is(string name, string header) => name.Equals(header, StringComparison.OrdinalIgnoreCase);
}
