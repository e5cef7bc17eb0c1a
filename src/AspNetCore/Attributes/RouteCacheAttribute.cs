namespace CacheKit;

// What .Cache() says of a route, a group or controllers, told apart from what an attribute in the source says.
internal sealed class RouteCacheAttribute(int expire = CacheAttribute.DefaultExpire) : CacheAttribute(expire), ICodePolicy
{
    public string Title => ".Cache()";

    // What .Cache(options) says; null: nothing.
    public CacheEntryOptions? Options { get; init; }

    CachePolicy? ICodePolicy.Policy => Options is null ? null : new CachePolicy
    {
        Expiration = Options.Expiration,
        Namespace = Options.Namespace,
        Coder = Options.Coder,
        Stale = Options.Stale,
        ExpirationRules = Options.ExpirationRules,
        Lease = Options.Lease,
    };
}
