using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Builder;

namespace CacheKit;

/// <summary>Caches endpoints where they are mapped: a route, a group, controllers or pages.</summary>
public static class CacheKitEndpointConventionBuilderExtensions
{
    /// <summary>
    /// Caches what the endpoints answer. What an endpoint of a group says itself comes before what the group says.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="expire">How many seconds an entry lives; see <see cref="CacheAttribute.Expire"/>.</param>
    /// <param name="namespace">The namespace of the entries; null: the cache's.</param>
    /// <param name="coder">The type of the coder, an <see cref="ICoder"/>; null: the cache's.</param>
    /// <param name="keyBuilder">The type of the key builder, an <see cref="IKeyBuilder"/> or <see cref="IAsyncKeyBuilder"/>; null: the cache's.</param>
    /// <param name="tags">The tags of the entries, added to those that are said elsewhere; see <see cref="CacheAttribute.Tags"/>.</param>
    /// <param name="grace">For how many seconds after its expiration an entry may be served stale; see <see cref="CacheAttribute.Grace"/>.</param>
    /// <param name="lease">Runs the handler once for all processes, under a lease of so many seconds; see <see cref="CacheAttribute.Lease"/>.</param>
    /// <remarks>Further settings are those of a policy, or of <see cref="CacheEntryOptions"/>.</remarks>
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

    /// <summary>Caches what the endpoints answer, by a policy of their cache.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="policy">The name of the policy; see <see cref="CacheOptions.AddPolicy"/>.</param>
    public static TBuilder Cache<TBuilder>(this TBuilder builder, string policy)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentException.ThrowIfNullOrEmpty(policy);
        return builder.Cache(new RouteCacheAttribute { Policy = policy });
    }

    /// <summary>Caches what the endpoints answer, by settings that are written where the endpoints are mapped.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="options">
    /// The settings. <c>{id}</c> in one of their tags stands for the route value. <see cref="CacheEntryOptions.ByReference"/>,
    /// <see cref="StaleOptions.HardTimeout"/> and <see cref="ExpirationRules.NullExpiration"/> are for values, not for responses.
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
    /// Says what tells the entries of the endpoints apart, as <see cref="VaryByAttribute"/> does. What an endpoint of a group says
    /// itself takes the place of what the group says.
    /// </summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="query">The query parameters that count; null: all of them; empty: none.</param>
    /// <param name="headers">The request headers that count; null: none.</param>
    /// <param name="routeValues">The route values that count, in place of the path; null: the path.</param>
    /// <param name="host">Whether the scheme and the host count.</param>
    /// <param name="culture">Whether the current culture counts.</param>
    /// <param name="user">Whether each user has entries of their own; see <see cref="VaryByAttribute.User"/>.</param>
    /// <param name="cookies">The request cookies that count; null: none; see <see cref="VaryByAttribute.Cookies"/>.</param>
    /// <param name="irrelevantCookies">
    /// The request cookies that may be read although they do not count; null: none; see <see cref="VaryByAttribute.IrrelevantCookies"/>.
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

    /// <summary>Caches responses of further statuses than 200, as <see cref="CacheStatusCodesAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="statusCodes">The statuses, such as 404.</param>
    public static TBuilder CacheStatusCodes<TBuilder>(this TBuilder builder, params int[] statusCodes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheStatusCodesAttribute(statusCodes));

    /// <summary>Caches responses of further statuses than 200 for a time of their own.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="statusCodes">The statuses, such as 404.</param>
    /// <param name="expire">How many seconds their entries live; see <see cref="CacheStatusCodesAttribute.Expire"/>.</param>
    public static TBuilder CacheStatusCodes<TBuilder>(this TBuilder builder, int[] statusCodes, int expire)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheStatusCodesAttribute(statusCodes) { Expire = expire });

    /// <summary>Uses the cache that <c>AddKeyedCacheKit</c> has registered under a name, as <see cref="CacheNameAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    /// <param name="name">The name of the cache.</param>
    public static TBuilder CacheName<TBuilder>(this TBuilder builder, string name)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheNameAttribute(name));

    /// <summary>Lets hits be sent without the filters of the endpoints, as <see cref="CacheSkipsFiltersAttribute"/> does.</summary>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder CacheSkipsFilters<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new CacheSkipsFiltersAttribute());
}
