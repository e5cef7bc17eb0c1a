using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;

namespace CacheKit;

/// <summary>Caches endpoints where they are mapped: a route, a group, controllers or pages.</summary>
public static class CacheKitEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Caches the responses of the endpoints. Settings of an endpoint override those of its group.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="expire">The expiration in seconds; see <see cref="CacheAttribute.Expire"/>.</param>
    /// <param name="namespace">The namespace of the entries; null: the default of the cache.</param>
    /// <param name="coder">The type of the coder, an <see cref="ICoder"/>; null: the coder of the cache.</param>
    /// <param name="keyBuilder">
    /// The type of the key builder, an <see cref="IKeyBuilder"/> or <see cref="IAsyncKeyBuilder"/>; null: the key builder of the cache.
    /// </param>
    /// <param name="tags">Tags of the entries, in addition to those of other settings; see <see cref="CacheAttribute.Tags"/>.</param>
    /// <param name="grace">
    /// The number of seconds after its expiration during which an entry may be served stale; see <see cref="CacheAttribute.Grace"/>.
    /// </param>
    /// <param name="lease">
    /// The length in seconds of the lease under which only one process runs the handler; see <see cref="CacheAttribute.Lease"/>.
    /// </param>
    /// <remarks>For the other settings, use a named policy or <see cref="CacheEntryOptions"/>.</remarks>
    public static TBuilder Cache<TBuilder>(
        this TBuilder builder,
        int expire = CacheAttribute.DefaultExpire,
        string? @namespace = null,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? coder = null,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? keyBuilder = null,
        string[]? tags = null,
        double grace = double.NaN,
        double lease = double.NaN)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Cache(new RouteCacheAttribute(expire)
        {
            Namespace = @namespace,
            Coder = coder,
            KeyBuilder = keyBuilder,
            Tags = tags ?? [],
            Grace = grace,
            Lease = lease,
        });

    /// <summary>Caches the responses of the endpoints with the settings of a named policy.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="policy">The name of the policy; see <see cref="CacheOptions.AddPolicy"/>.</param>
    public static TBuilder Cache<TBuilder>(this TBuilder builder, string policy)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        return builder.Cache(new RouteCacheAttribute { Policy = policy });
    }

    /// <summary>Caches the responses of the endpoints with the given settings.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="options">
    /// The settings. <c>{id}</c> in a tag is replaced by the route value. <see cref="CacheEntryOptions.ByReference"/>,
    /// <see cref="StaleOptions.HardTimeout"/> and <see cref="ExpirationRules.NullExpiration"/> apply to values, not to responses.
    /// </param>
    public static TBuilder Cache<TBuilder>(this TBuilder builder, CacheEntryOptions options)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(options);
        return builder.Cache(new RouteCacheAttribute { Options = options, Tags = [.. options.Tags] });
    }

    private static TBuilder Cache<TBuilder>(this TBuilder builder, RouteCacheAttribute settings)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(static endpoint => endpoint.Metadata.Add(new EndpointFilterList(endpoint)));
        return builder.WithMetadata(settings);
    }

    /// <summary>
    /// Sets which parts of a request the keys contain, as <see cref="VaryByAttribute"/> does. The setting of an endpoint replaces that of
    /// its group.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="query">The query parameters in the key; null: all of them; empty: none.</param>
    /// <param name="headers">The request headers in the key; null: none.</param>
    /// <param name="routeValues">The route values in the key, in place of the path; null: the path.</param>
    /// <param name="host">Whether the key contains the scheme and the host.</param>
    /// <param name="culture">Whether the key contains the current culture.</param>
    /// <param name="user">Whether each user has separate entries; see <see cref="VaryByAttribute.User"/>.</param>
    /// <param name="cookies">The request cookies in the key; null: none; see <see cref="VaryByAttribute.Cookies"/>.</param>
    /// <param name="irrelevantCookies">
    /// The request cookies that the handler may read although they are not in the key; null: none; see
    /// <see cref="VaryByAttribute.IrrelevantCookies"/>.
    /// </param>
    public static TBuilder VaryBy<TBuilder>(
        this TBuilder builder,
        string[]? query = null,
        string[]? headers = null,
        string[]? routeValues = null,
        bool host = true,
        bool culture = false,
        bool user = false,
        string[]? cookies = null,
        string[]? irrelevantCookies = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new VaryByAttribute
        {
            Query = query,
            Headers = headers ?? [],
            Cookies = cookies ?? [],
            IrrelevantCookies = irrelevantCookies ?? [],
            RouteValues = routeValues,
            Host = host,
            Culture = culture,
            User = user,
        });

    /// <summary>Caches responses with other statuses than 200, as <see cref="CacheStatusCodesAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="statusCodes">The statuses, such as 404.</param>
    public static TBuilder CacheStatusCodes<TBuilder>(this TBuilder builder, params int[] statusCodes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheStatusCodesAttribute(statusCodes));

    /// <summary>Caches responses with other statuses than 200, with a separate expiration.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="statusCodes">The statuses, such as 404.</param>
    /// <param name="expire">Their expiration in seconds; see <see cref="CacheStatusCodesAttribute.Expire"/>.</param>
    public static TBuilder CacheStatusCodes<TBuilder>(this TBuilder builder, int[] statusCodes, int expire)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheStatusCodesAttribute(statusCodes) { Expire = expire });

    /// <summary>Uses the cache that <c>AddKeyedCacheKit</c> registered under a name, as <see cref="CacheNameAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="name">The name of the cache.</param>
    public static TBuilder CacheName<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheNameAttribute(name));

    /// <summary>Allows hits that skip the filters of the endpoints, as <see cref="CacheSkipsFiltersAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder CacheSkipsFilters<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheSkipsFiltersAttribute());

    /// <summary>
    /// Evicts entries after a handler of the endpoints has answered with a status below 400, as <see cref="CacheEvictAttribute"/> does. On
    /// one route it applies to every method; on a group, controllers or pages only to methods other than GET, HEAD, OPTIONS and TRACE.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="tags">Tags to evict; null: none. See <see cref="CacheEvictAttribute.Tags"/>.</param>
    /// <param name="namespace">A namespace to clear; null: none.</param>
    /// <param name="before">Whether to evict before the handler runs; see <see cref="CacheEvictAttribute.Before"/>.</param>
    /// <param name="mode">How entries are evicted by their tags.</param>
    public static TBuilder CacheEvict<TBuilder>(
        this TBuilder builder,
        string[]? tags = null,
        string? @namespace = null,
        bool before = false,
        EvictionMode mode = EvictionMode.Immediate)
        where TBuilder : IEndpointConventionBuilder
    {
        var setting = new CacheEvictAttribute { Tags = tags ?? [], Namespace = @namespace, Before = before, Mode = mode };
        return builder is RouteHandlerBuilder ? builder.WithMetadata(setting) : builder.WithMetadata(setting, new SharedEviction(setting));
    }
}
