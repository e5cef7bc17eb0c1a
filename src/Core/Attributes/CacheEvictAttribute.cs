namespace CacheKit;

/// <summary>
/// Evicts entries when a function has succeeded: that of a cached function with the same arguments, those of a namespace, or
/// those of tags. An exception of the function evicts nothing.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class CacheEvictAttribute : Attribute
{
    /// <summary>Evicts by <see cref="Namespace"/>, by <see cref="Tags"/>, or by both.</summary>
    public CacheEvictAttribute()
    {
    }

    /// <summary>Evicts the entry of a cached function.</summary>
    /// <param name="method">Its name; see <see cref="Method"/>.</param>
    public CacheEvictAttribute(string method) => Method = method;

    /// <summary>
    /// The name of a cached function, by <see langword="nameof"/>. Each of its parameters that counts for its key must be here
    /// under the same name.
    /// </summary>
    public string? Method { get; }

    /// <summary>The type of the cached function; null: the same type.</summary>
    public Type? Type { get; set; }

    /// <summary>A namespace to clear.</summary>
    public string? Namespace { get; set; }

    /// <summary>Tags to evict. <c>{id}</c> in one stands for the parameter of that name; <c>{{</c> and <c>}}</c> are braces.</summary>
    public string[] Tags { get; set; } = [];

    /// <summary>Whether to evict before the function runs, and so even if it fails.</summary>
    public bool Before { get; set; }

    /// <summary>How entries are evicted by the <see cref="Tags"/>; immediately by default. A function's entry and a namespace are always evicted immediately.</summary>
    public EvictionMode Mode { get; set; }
}
