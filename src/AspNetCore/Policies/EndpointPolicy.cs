using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// How one endpoint is cached: what its attributes and its route say, checked and resolved.
internal sealed class EndpointPolicy
{
    private EndpointWarnings? _warnings;
    private EndpointMark? _mark;

    public required Endpoint Endpoint { get; init; }

    public required SharedUrls SharedUrls { get; init; }

    public required Cache Cache { get; init; }

    // Whether that is the cache of CacheManager, which may be replaced.
    public bool IsOnCacheOfInit { get; init; }

    public required EntrySettings Settings { get; init; }

    // When a response is sent stale, unless its handler says otherwise.
    public StaleLimits Stale { get; init; }

    public TagTemplate[] Tags { get; init; } = [];

    public required string Namespace { get; init; }

    public required VaryByAttribute VaryBy { get; init; }

    // Which statuses are stored, and for how long; null: as long as any.
    public required IReadOnlyDictionary<int, TimeSpan?> StatusCodes { get; init; }

    // Whether only authorized users reach the endpoint.
    public required bool IsAuthorized { get; init; }

    // The name of a filter that a hit must not skip: then nothing is cached.
    public string? Filter { get; init; }

    // Cookies that a handler may read: the key holds them, or they do not change the response.
    public string[] KnownCookies { get; init; } = [];

    public string SessionCookie { get; init; } = "";

    public Variants Variants { get; } = new();

    public EndpointWarnings Warnings => LazyInitializer.EnsureInitialized(ref _warnings, () => new EndpointWarnings(Cache.Logger));

    public MethodInfo? Handler { get; init; }

    // How a request is written in a key.
    public required RequestText Request { get; init; }

    // How credentials are written in keys and entries.
    public required Credentials Credentials { get; init; }

    // One of the two builds the keys, or neither: then they are the default ones.
    public IKeyBuilder? KeyBuilder { get; init; }

    public IAsyncKeyBuilder? AsyncKeyBuilder { get; init; }

    // How each default key begins.
    public required string KeyPrefix { get; init; }

    public bool HasDefaultKeys => KeyBuilder is null && AsyncKeyBuilder is null;

    public TimeSpan? ExpirationOf(int status) => status == 200 ? Settings.Expiration : StatusCodes.GetValueOrDefault(status) ?? Settings.Expiration;

    // With the tags of a request. A tag of nothing but a route value that isn't there is none.
    public EntrySettings SettingsOf(HttpContext context) => Tags.Length == 0
        ? Settings
        : Settings with
        {
            Tags = Cache.KeysOfTags([.. Tags
                .Select(tag => tag.Format(context.Request.RouteValues, static (values, name) => Convert.ToString(values[name], CultureInfo.InvariantCulture)))
                .Where(tag => tag.Length > 0)]),
        };

    // The default key, before it is shortened.
    public void AppendKey(ref DefaultInterpolatedStringHandler text, HttpContext context, StringValues? user)
    {
        text.AppendLiteral(KeyPrefix);
        Request.Append(ref text, context, Mark(), user);
    }

    // An empty key: the request is not cached.
    public async ValueTask<string> BuildKeyAsync(HttpContext context, StringValues? user)
    {
        CacheCall call = CallOf(context, user);
        string? key = AsyncKeyBuilder is null
            ? (KeyBuilder ?? Cache.KeyBuilder).Build(call)
            : await AsyncKeyBuilder.BuildAsync(call, context.RequestAborted).ConfigureAwait(false);
        if (string.IsNullOrEmpty(key))
            return "";

        // A key builder that forgets the user must not mix up users.
        return user is { } id && KeyBuilder is not HashedKeyBuilder ? WithUser(key, id) : key;
    }

    private string? Mark()
    {
        CachedEndpoints among = SharedUrls.Current;
        if (_mark is not { } mark || mark.Among != among)
            _mark = mark = new EndpointMark(among, among.MarkOf(Endpoint, VaryBy));
        return mark.Text;
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
        Request.Append(ref request, context, Mark(), user);
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
