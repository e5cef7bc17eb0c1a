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

    /// <summary>
    /// For how many seconds after its expiration an entry is kept, to be served where computing it anew fails or takes longer than
    /// <see cref="SoftTimeout"/>; zero: not at all. See <see cref="StaleOptions.Grace"/>.
    /// </summary>
    public double Grace { get; set; } = double.NaN;

    /// <summary>How many seconds a caller waits where there is a stale value; zero: it gets that at once. See <see cref="StaleOptions.SoftTimeout"/>.</summary>
    public double SoftTimeout { get; set; } = double.NaN;

    /// <summary>How many seconds a caller waits where there is no stale value. See <see cref="StaleOptions.HardTimeout"/>. Not for endpoints.</summary>
    public double HardTimeout { get; set; } = double.NaN;

    /// <summary>For how many seconds a stale value is served without another attempt after one has failed. See <see cref="StaleOptions.RetryAfter"/>.</summary>
    public double RetryAfter { get; set; } = double.NaN;

    /// <summary>The share of its expiration after which an entry that is read is refreshed, such as 0.8. See <see cref="StaleOptions.EagerRefreshThreshold"/>.</summary>
    public double RefreshAt { get; set; } = double.NaN;

    /// <summary>How many seconds an entry lives without being read. See <see cref="ExpirationRules.SlidingExpiration"/>.</summary>
    public double Sliding { get; set; } = double.NaN;

    /// <summary>The share of its expiration by which an entry may expire earlier. See <see cref="ExpirationRules.Jitter"/>.</summary>
    public double Jitter { get; set; } = double.NaN;

    /// <summary>How many seconds a null lives; zero: it is not stored. See <see cref="ExpirationRules.NullExpiration"/>. Not for endpoints.</summary>
    public double NullExpire { get; set; } = double.NaN;

    /// <summary>
    /// The types of exceptions that are thrown again for <see cref="ExceptionExpire"/> seconds without another attempt, those derived
    /// from them included. See <see cref="ExpirationRules.ExceptionExpiration"/>.
    /// </summary>
    public Type[] Exceptions { get; set; } = [];

    /// <summary>For how many seconds the <see cref="Exceptions"/> are thrown again; 5 by default.</summary>
    public double ExceptionExpire { get; set; } = 5;

    /// <summary>
    /// Computes a missing value once for all processes that use the store, under a lease of so many seconds; zero: each process for itself. See
    /// <see cref="CacheEntryOptions.Lease"/>.
    /// </summary>
    public double Lease { get; set; } = double.NaN;
}
