using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

/// <summary>Caches the responses of an endpoint or the results of a function: each call reads the cache first.</summary>
/// <remarks>
/// On a controller or a page it applies to all handlers. On any other type it caches nothing by itself, but sets the defaults for the
/// methods of the type that have the attribute.
/// </remarks>
/// <param name="expire">The expiration in seconds; see <see cref="Expire"/>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface)]
public class CacheAttribute(int expire = CacheAttribute.DefaultExpire) : Attribute
{
    /// <summary>This attribute sets no expiration: a policy, a more general attribute or the cache does.</summary>
    public const int DefaultExpire = int.MinValue;

    /// <summary>Entries never expire.</summary>
    public const int NeverExpire = int.MaxValue;

    /// <summary>The expiration of the entries.</summary>
    /// <value>
    /// In seconds, more than zero. <see cref="DefaultExpire"/> by default: not set here. <see cref="NeverExpire"/>: the entries never
    /// expire.
    /// </value>
    public int Expire { get; set; } = expire;

    /// <summary>The namespace of the entries.</summary>
    /// <value>Null by default: not set here. An empty string: no namespace.</value>
    public string? Namespace { get; set; }

    /// <summary>
    /// The type of the coder, which implements <see cref="ICoder"/>. It is created from the services that <c>AddCacheKit</c> was called on,
    /// or by a parameterless constructor.
    /// </summary>
    /// <value>Null by default: not set here.</value>
    /// <remarks>
    /// The coder encodes a response as a byte array. A store in this process that holds responses by reference does not use it.
    /// </remarks>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? Coder { get; set; }

    /// <summary>
    /// The type of the key builder, which implements <see cref="IKeyBuilder"/>, or <see cref="IAsyncKeyBuilder"/> for an endpoint or an
    /// asynchronous function. It is created in the same way as the coder.
    /// </summary>
    /// <value>Null by default: not set here.</value>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type? KeyBuilder { get; set; }

    /// <summary>
    /// The tags of the entries. <c>{id}</c> is replaced by the parameter <c>id</c> of a function or the route value <c>id</c> of an
    /// endpoint; <c>{{</c> and <c>}}</c> are literal braces. The tags of several attributes and of their policies are combined.
    /// </summary>
    /// <value>Empty by default.</value>
    public string[] Tags { get; set; } = [];

    /// <summary>The name of a policy, which sets what this attribute does not. See <see cref="CacheOptions.AddPolicy"/>.</summary>
    /// <value>Null by default: none.</value>
    public string? Policy { get; set; }

    /// <summary>
    /// The time after its expiration during which an entry may be served stale, for example if the factory fails. See
    /// <see cref="StaleOptions.Grace"/>.
    /// </summary>
    /// <value>In seconds, zero or more. <see cref="double.NaN"/> by default: not set here. Zero: no grace.</value>
    public double Grace { get; set; } = double.NaN;

    /// <summary>
    /// The duration of the lease under which one process computes a missing value for all processes that share the store. See
    /// <see cref="CacheEntryOptions.Lease"/>.
    /// </summary>
    /// <value>
    /// In seconds, zero or more. <see cref="double.NaN"/> by default: not set here. Zero: no lease, each process computes the value itself.
    /// </value>
    public double Lease { get; set; } = double.NaN;

    /// <summary>
    /// The name of the parameter whose elements are cached one by one, preferably by <see langword="nameof"/>: each of its ids has the entry
    /// of a call for that id alone. The function is called once for the ids that are missing, and returns a dictionary by id, or a list or
    /// an array in the order of the ids. For functions only.
    /// </summary>
    /// <value>Null by default: the result is one entry.</value>
    public string? Each { get; set; }

    /// <summary>
    /// The name of the cached function for one id whose entries the elements are, preferably by <see langword="nameof"/>. They have its
    /// settings. Only with <see cref="Each"/>.
    /// </summary>
    /// <value>Null by default: the elements have entries of their own.</value>
    public string? Shares { get; set; }

    /// <summary>The most ids that the function is called with; more are split. Only with <see cref="Each"/>.</summary>
    /// <value>Zero by default: one call for all ids that are missing.</value>
    public int MaxBatch { get; set; }

    /// <summary>
    /// Whether an entry is stored for an id that the function returns no value for, so that it is not asked for that id again until the entry
    /// expires; <see cref="ExpirationRules.NullExpiration"/> sets a time of its own. Only with <see cref="Each"/>.
    /// </summary>
    /// <value>False by default: an absent id is looked for at each call.</value>
    public bool RemembersAbsent { get; set; }
}
