using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// A response as it is kept: what a hit gives back. Nobody changes one.
internal sealed class CachedResponse
{
    private StringValues _cacheControl;
    private string? _expires;
    private string? _date;
    private string? _entityTag;
    private ResponseDirectives? _directives;
    private LifetimeHeaders? _lifetime;

    public required int StatusCode { get; init; }

    // The handler's own words for the status; null: the usual ones.
    public string? ReasonPhrase { get; init; }

    // End-to-end headers of the handler's own.
    public required KeyValuePair<string, StringValues>[] Headers
    {
        get;
        init
        {
            field = value;
            foreach ((string name, StringValues values) in value)
                Note(name, values);
        }
    }

    // What the caches that the handler asked have said of themselves.
    public StringValues CacheStatus { get; init; }

    public required byte[] Body { get; init; }

    // The request headers that the response's Vary names, with their values when it was made.
    public KeyValuePair<string, string>[] VaryValues { get; init; } = [];

    // When it was made; null if it is kept as its body alone.
    public DateTimeOffset? Created { get; init; }

    // A weak one of the body, the same in every process, unless the handler sent its own.
    public string EntityTag => _entityTag ??= EntityTags.Of(Body);

    public Validators Validators => new(EntityTag, Header("Last-Modified"), Created);

    // Whether the handler itself said how long clients may keep it.
    public bool HasOwnLifetime { get; private set; }

    // How old it was already when the handler sent it.
    public TimeSpan OwnAge { get; private set; }

    public ResponseDirectives Directives => _directives ??= ResponseDirectives.Of(_cacheControl);

    // When it was made, as the handler said it or else as it was here.
    public string? Date => _date ??= Created is { } created ? HeaderUtilities.FormatDate(created) : null;

    // For how long after its Date it is fresh, as far as the handler said so.
    public TimeSpan? OwnLifetime => Directives.SharedMaxAge ?? Directives.MaxAge ?? (_expires is null ? null : UntilExpires(_expires));

    public LifetimeHeaders LifetimeAt(Freshness freshness, bool isPrivate, StaleLimits stale) =>
        _lifetime is { } last && last.Say(freshness, isPrivate, stale) ? last : _lifetime = new LifetimeHeaders(freshness, isPrivate, stale);

    public string? Header(string name)
    {
        foreach ((string key, StringValues values) in Headers)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return values.ToString();
        }

        return null;
    }

    // The same, after its handler has found that it still holds, with what it said then (RFC 9111, section 3.2). It ages anew.
    public CachedResponse Renewed(DateTimeOffset now, KeyValuePair<string, StringValues>[] updates)
    {
        // An Expires that the handler doesn't say again is told by its clock, by which the Date must go on then.
        bool isAnother = Array.Exists(updates, header => Is(header.Key, HeaderNames.Date) || Is(header.Key, HeaderNames.Expires));
        string? date = isAnother ? null : DateAt(now);
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
            Body = Body,
        };
    }

    // An Expires that can't be read is in the past (RFC 9111, section 5.3).
    private TimeSpan UntilExpires(string said) =>
        HeaderUtilities.TryParseDate(said, out DateTimeOffset expires) && HeaderUtilities.TryParseDate(Date, out DateTimeOffset date)
            ? expires - date
            : TimeSpan.Zero;

    // Null if it is the time here, or if there is no such date.
    private string? DateAt(DateTimeOffset now)
    {
        if (Header(HeaderNames.Date) is not { } said || !HeaderUtilities.TryParseDate(said, out DateTimeOffset date) || Created is not { } created)
            return null;

        long ticks = date.UtcTicks + (now - created).Ticks;
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.Ticks ? HeaderUtilities.FormatDate(new DateTimeOffset(ticks, TimeSpan.Zero)) : null;
    }

    private void Note(string name, StringValues values)
    {
        if (Is(name, HeaderNames.ETag))
        {
            _entityTag = values.ToString();
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
