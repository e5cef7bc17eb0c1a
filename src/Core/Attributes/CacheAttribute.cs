using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns: every call of it asks the cache first.</summary>
/// <remarks>
/// On a controller or a page it holds for all of its handlers. On another type it caches nothing by itself: it sets the defaults of the marked
/// methods of the type.
/// </remarks>
/// <param name="expire">The expiration in seconds; see <see cref="Expire"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class CacheAttribute(int expire = CacheAttribute.DefaultExpire) : Attribute
{
    /// <summary>No expiration of its own: that of a policy, of a more general attribute, or of the cache.</summary>
    public const int DefaultExpire = int.MinValue;

    /// <summary>Entries never expire.</summary>
    public const int NeverExpire = int.MaxValue;

    /// <summary>The expiration of the entries.</summary>
    /// <value>In seconds, more than zero. <see cref="DefaultExpire"/> by default: not said here. <see cref="NeverExpire"/>: the entries never expire.</value>
    public int Expire { get; set; } = expire;

    /// <summary>The namespace of the entries.</summary>
    /// <value>Null by default: not said here. An empty string: none.</value>
    public string? Namespace { get; set; }

    /// <summary>The type of the coder, an <see cref="ICoder"/>. It is made of the services of <c>AddCacheKit</c>, or by a constructor without parameters.</summary>
    /// <value>Null by default: not said here.</value>
    /// <remarks>A response is coded as a byte array, and not at all if a store in this process holds it by reference.</remarks>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Coder { get; set; }

    /// <summary>The type of the key builder, an <see cref="IKeyBuilder"/>. It is made as the coder is.</summary>
    /// <value>Null by default: not said here.</value>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? KeyBuilder { get; set; }

    /// <summary>
    /// The tags of the entries. <c>{id}</c> stands for the parameter of that name, or on an endpoint for the route value; <c>{{</c> and <c>}}</c> are
    /// braces. The tags of several attributes and of their policies add up.
    /// </summary>
    /// <value>Empty by default.</value>
    public string[] Tags { get; set; } = [];

    /// <summary>The name of a policy, which says what this attribute leaves open. See <see cref="CacheOptions.AddPolicy"/>.</summary>
    /// <value>Null by default: none.</value>
    public string? Policy { get; set; }

    /// <summary>For how many seconds after its expiration an entry is kept, to be served while its factory fails. See <see cref="StaleOptions.Grace"/>.</summary>
    /// <value><see cref="double.NaN"/> by default: not said here. Otherwise in seconds, zero or more; zero: no grace.</value>
    public double Grace { get; set; } = double.NaN;

    /// <summary>
    /// The length of the lease under which one process computes a missing value for all that use the store. See <see cref="CacheEntryOptions.Lease"/>.
    /// </summary>
    /// <value><see cref="double.NaN"/> by default: not said here. Otherwise in seconds, zero or more; zero: each process computes for itself.</value>
    public double Lease { get; set; } = double.NaN;
}
