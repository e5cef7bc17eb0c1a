using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>Caches what an endpoint answers, or what a function returns: every call of it asks the cache first.</summary>
/// <remarks>
/// On a controller or a page it holds for all of its handlers. On another type it caches nothing by itself: it says what the
/// marked methods of the type leave open.
/// </remarks>
/// <param name="expire">How many seconds an entry lives; see <see cref="Expire"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class CacheAttribute(int expire = CacheAttribute.DefaultExpire) : Attribute
{
    /// <summary>As long as the cache says.</summary>
    public const int DefaultExpire = int.MinValue;

    /// <summary>For ever.</summary>
    public const int NeverExpire = int.MaxValue;

    /// <summary>
    /// How many seconds an entry lives: more than zero, <see cref="NeverExpire"/>, or <see cref="DefaultExpire"/>, which is what
    /// is left open.
    /// </summary>
    public int Expire { get; set; } = expire;

    /// <summary>The namespace of the entries; null: the cache's.</summary>
    public string? Namespace { get; set; }

    /// <summary>The type of the coder, an <see cref="ICoder"/>; null: the cache's.</summary>
    /// <remarks>A response is coded as a byte array, and not at all where a store in this process holds it by reference.</remarks>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Coder { get; set; }

    /// <summary>The type of the key builder, an <see cref="IKeyBuilder"/>; null: the cache's.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? KeyBuilder { get; set; }

    /// <summary>
    /// The tags that the entries can be evicted by. <c>{id}</c> in one stands for the parameter of that name, or on an endpoint
    /// for the route value; <c>{{</c> and <c>}}</c> are braces. The tags of a type and of its method add up.
    /// </summary>
    public string[] Tags { get; set; } = [];
}
