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
    public static TBuilder Cache<TBuilder>(
        this TBuilder builder,
        int expire = CacheAttribute.DefaultExpire,
        string? @namespace = null,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? coder = null,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type? keyBuilder = null)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RouteCacheAttribute(expire) { Namespace = @namespace, Coder = coder, KeyBuilder = keyBuilder });
}
