using Microsoft.Extensions.Primitives;

namespace CacheKit;

// A response as it is kept: what a hit gives back. Nobody changes one.
internal sealed class CachedResponse
{
    private string? _entityTag;
    private LifetimeHeaders? _lifetime;
    private bool? _hasOwnLifetime;

    public required int StatusCode { get; init; }

    // End-to-end headers of the handler's own.
    public required KeyValuePair<string, StringValues>[] Headers { get; init; }

    public required byte[] Body { get; init; }

    // The request headers that the response's Vary names, with their values when it was made.
    public KeyValuePair<string, string>[] VaryValues { get; init; } = [];

    // When it was made; null if it is kept as its body alone.
    public DateTimeOffset? Created { get; init; }

    // A weak one of the body, the same in every process, unless the handler sent its own.
    public string EntityTag => _entityTag ??= Header("ETag") ?? EntityTags.Of(Body);

    public Validators Validators => new(EntityTag, Header("Last-Modified"), Created);

    // Whether the handler itself said how long clients may keep it.
    public bool HasOwnLifetime => _hasOwnLifetime ??= Header("Cache-Control") is not null || Header("Expires") is not null;

    public LifetimeHeaders LifetimeAt(Freshness freshness, bool isPrivate, StaleTerms stale) =>
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
}
