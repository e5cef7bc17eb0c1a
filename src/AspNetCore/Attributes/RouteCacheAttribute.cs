namespace CacheKit;

// The settings of .Cache() on a route, a group or controllers. The type distinguishes them from an attribute in the source.
internal sealed class RouteCacheAttribute(int expire = CacheAttribute.DefaultExpire) : CacheAttribute(expire), ICodePolicy
{
    public string Title => ".Cache()";

    // The argument of .Cache(options); null for the other overloads.
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
