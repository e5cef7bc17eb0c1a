namespace CacheKit;

/// <summary>Caches functions that cannot have <c>[Cache]</c>: delegates, lambdas and local functions.</summary>
public static class CachedDelegates
{
    /// <summary>
    /// Returns a delegate that reads the cache before it calls the function. Its calls are cached like the calls of a function with the
    /// given name and the parameters of the delegate.
    /// </summary>
    /// <typeparam name="TDelegate">A delegate type that returns a value or a task with a result.</typeparam>
    /// <param name="function">Computes a missing value.</param>
    /// <param name="name">The name of the function in keys, after prefix and namespace. It must be unique.</param>
    /// <param name="options">Overrides of the cache defaults.</param>
    /// <exception cref="InvalidOperationException">
    /// The project was built without CacheKit's source generator, which replaces this call.
    /// </exception>
    public static TDelegate Cached<TDelegate>(this TDelegate function, string name, CacheEntryOptions? options = null)
        where TDelegate : Delegate =>
        throw new InvalidOperationException(
            $"Cached(\"{name}\") was not woven. Its delegate type must be known at compile time, without type parameters, " +
            "and the project must be built with CacheKit's source generator: reference CacheKit.Core as a package.");
}
