namespace CacheKit;

/// <summary>
/// Evicts entries after a function has succeeded: the entry of a cached function with the same arguments, all entries of a namespace, or
/// all entries with a tag. If the function throws, nothing is evicted. On the handler of an endpoint, it evicts by tags and namespace after
/// the handler has answered with a status below 400.
/// </summary>
/// <remarks>
/// On a controller or a page model it applies to all of its actions and handlers, for methods other than GET, HEAD, OPTIONS and TRACE. On
/// any other type it has no effect.
/// </remarks>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, AllowMultiple = true)]
public sealed class CacheEvictAttribute : Attribute
{
    /// <summary>Evicts by <see cref="Namespace"/>, by <see cref="Tags"/>, or by both.</summary>
    public CacheEvictAttribute()
    {
    }

    /// <summary>Evicts the entry of a cached function.</summary>
    /// <param name="method">The name of the function; see <see cref="Method"/>.</param>
    public CacheEvictAttribute(string method) => Method = method;

    /// <summary>
    /// The name of a cached function, preferably by <see langword="nameof"/>. This function must have a parameter of the same name for each
    /// parameter that is part of the cached function's key.
    /// </summary>
    /// <value>Null by default: no function.</value>
    public string? Method { get; }

    /// <summary>The type that declares the cached function.</summary>
    /// <value>Null by default: the type that declares this function.</value>
    public Type? Type { get; set; }

    /// <summary>A namespace to clear.</summary>
    /// <value>Null by default: none.</value>
    public string? Namespace { get; set; }

    /// <summary>
    /// Tags to evict. <c>{id}</c> is replaced by the parameter <c>id</c> or by the route value of an endpoint, and <c>{user.Id}</c> by a
    /// member of a parameter; <c>{{</c> and <c>}}</c> are literal braces.
    /// </summary>
    /// <value>Empty by default.</value>
    public string[] Tags { get; set; } = [];

    /// <summary>Whether to evict before the function runs, and therefore also if it fails.</summary>
    /// <value>False by default: after the function has succeeded.</value>
    public bool Before { get; set; }

    /// <summary>
    /// How entries are evicted by <see cref="Tags"/>. The entry of a function and the entries of a namespace are always evicted
    /// immediately.
    /// </summary>
    /// <value><see cref="EvictionMode.Immediate"/> by default.</value>
    public EvictionMode Mode { get; set; }
}
