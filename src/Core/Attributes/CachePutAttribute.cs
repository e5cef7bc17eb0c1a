namespace CacheKit;

/// <summary>
/// Runs a function at each call, and stores its result as that of a cached function with the same arguments: what updates a
/// user returns what finding the user will return.
/// </summary>
/// <param name="method">The name of the cached function; see <see cref="Method"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CachePutAttribute(string method) : Attribute
{
    /// <summary>
    /// The name of the cached function, by <see langword="nameof"/>. Each of its parameters that counts for its key must be here
    /// under the same name.
    /// </summary>
    public string Method { get; } = method;

    /// <summary>The type of the cached function; null: the same type.</summary>
    public Type? Type { get; set; }
}
