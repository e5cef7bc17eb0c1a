namespace CacheKit;

/// <summary>
/// Runs the function at each call, and stores its result as the result of a cached function with the same arguments. For example, a
/// function that updates a user stores the user that the function that finds it will return.
/// </summary>
/// <param name="method">The name of the cached function; see <see cref="Method"/>.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CachePutAttribute(string method) : Attribute
{
    /// <summary>
    /// The name of the cached function, preferably by <see langword="nameof"/>. This function must have a parameter of the same name for
    /// each parameter that is part of the cached function's key.
    /// </summary>
    public string Method { get; } = method;

    /// <summary>The type that declares the cached function.</summary>
    /// <value>Null by default: the type that declares this function.</value>
    public Type? Type { get; set; }
}
