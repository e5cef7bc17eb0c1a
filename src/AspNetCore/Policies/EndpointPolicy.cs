using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The validated settings of one cached endpoint, from its attributes and its route. A request takes all of them from one instance.
internal sealed record EndpointPolicy
{
    private EndpointWarnings? _warnings;
    private EndpointDiscriminator? _discriminator;

    public required Endpoint Endpoint { get; init; }

    public required SharedUrls SharedUrls { get; init; }

    public required Cache Cache { get; init; }

    // Whether Cache is the cache of CacheManager, which may be replaced.
    public bool IsOnCacheOfInit { get; init; }

    // The policies of the cache that the settings are from.
    public required PolicySnapshot Policies { get; init; }

    public required EntrySettings Settings { get; init; }

    // The stale limits, unless the response sets its own.
    public StaleLimits Stale { get; init; }

    public TagTemplate[] Tags { get; init; } = [];

    // Whether its entries have the tag of their path.
    public bool HasPathTag { get; init; }

    public required string Namespace { get; init; }

    public required VaryByAttribute VaryBy { get; init; }

    // The statuses that are stored, with their expiration; null: the expiration of the endpoint.
    public required IReadOnlyDictionary<int, TimeSpan?> StatusCodes { get; init; }

    // Whether the endpoint requires authorization.
    public required bool IsAuthorized { get; init; }

    // The name of a filter that a hit must not skip. If there is one, nothing is cached.
    public string? Filter { get; init; }

    // Cookies that a handler may read, because they are in the key or do not affect the response.
    public string[] DeclaredCookies { get; init; } = [];

    public string SessionCookie { get; init; } = "";

    public Variants Variants { get; } = new();

    public EndpointWarnings Warnings => LazyInitializer.EnsureInitialized(ref _warnings, () => new EndpointWarnings(Cache.Logger));

    public MethodInfo? Handler { get; init; }

    // Writes a request into a key.
    public required RequestText Request { get; init; }

    // Hashes credentials for keys and entries.
    public required Credentials Credentials { get; init; }

    // At most one of the two is set. If neither is, the endpoint has default keys.
    public IKeyBuilder? KeyBuilder { get; init; }

    public IAsyncKeyBuilder? AsyncKeyBuilder { get; init; }

    // The beginning of each default key.
    public required string KeyPrefix { get; init; }

    public bool IsOutdated => Policies != Cache.Policies.Current;

    public bool HasDefaultKeys => KeyBuilder is null && AsyncKeyBuilder is null;

    // What the requests are counted for.
    public RequestFigures Figures => Settings.Figures;

    public TimeSpan? ExpirationOf(int status) => status == 200 ? Settings.Expiration : StatusCodes.GetValueOrDefault(status) ?? Settings.Expiration;

    // After a change of the policies. The variants that were learned and the warnings that were logged stay the same.
    public EndpointPolicy With(EntrySettings settings, PolicySnapshot policies)
    {
        _ = Warnings;
        return this with { Settings = settings, Stale = StaleLimits.Of(settings.Policy.Stale), Policies = policies };
    }

    // Adds the tags of the request. A tag that is empty, because its route values are absent, is left out.
    public EntrySettings SettingsOf(HttpContext context) => Tags.Length == 0 && !HasPathTag
        ? Settings
        : Settings with
        {
            Tags = Cache.KeysOfTags([.. Tags
                .Select(tag => tag.Format(context.Request.RouteValues, static (values, name) => Convert.ToString(values[name], CultureInfo.InvariantCulture)))
                .Concat(HasPathTag ? [PathTag.Of(context.Request)] : [])
                .Where(tag => tag.Length > 0)]),
        };

    // Writes the default key, not yet shortened.
    public void AppendKey(ref DefaultInterpolatedStringHandler text, HttpContext context, StringValues? user)
    {
        text.AppendLiteral(KeyPrefix);
        Request.Append(ref text, context, Discriminator(), user);
    }

    // Empty if the request is not cached: the key builder returned nothing, or failed.
    public async ValueTask<string> BuildKeyAsync(HttpContext context, StringValues? user)
    {
        CacheCall call = CallOf(context, user);
        string? key;
        try
        {
            key = AsyncKeyBuilder is null
                ? (KeyBuilder ?? Cache.KeyBuilder).Build(call)
                : await AsyncKeyBuilder.BuildAsync(call, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !context.RequestAborted.IsCancellationRequested)
        {
            Warnings.WarnOfKey(Endpoint, exception);
            return "";
        }

        if (string.IsNullOrEmpty(key))
            return "";

        // A custom key builder may omit the user, which must not mix up the responses of users.
        return user is { } id && KeyBuilder is not HashedKeyBuilder ? WithUser(key, id) : key;
    }

    private string? Discriminator()
    {
        CachedEndpoints snapshot = SharedUrls.Current;
        if (_discriminator is not { } discriminator || discriminator.Snapshot != snapshot)
            _discriminator = discriminator = new EndpointDiscriminator(snapshot, snapshot.DiscriminatorOf(Endpoint, VaryBy));
        return discriminator.Text;
    }

    private static string WithUser(string key, StringValues user)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0);
        text.AppendLiteral(key);
        RequestText.AppendUser(ref text, user);
        return text.ToStringAndClear();
    }

    private CacheCall CallOf(HttpContext context, StringValues? user)
    {
        var request = new DefaultInterpolatedStringHandler(0, 0);
        Request.Append(ref request, context, Discriminator(), user);
        return new CacheCall
        {
            Prefix = Cache.Prefix,
            Namespace = Namespace,
            DeclaringType = Handler?.DeclaringType,
            Method = Handler,
            Request = request.ToStringAndClear(),
            Context = context,
        };
    }
}
