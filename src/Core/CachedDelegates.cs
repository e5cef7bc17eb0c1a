namespace CacheKit;

/// <summary>Caches what can't carry <c>[Cache]</c>: a delegate, a lambda or a local function.</summary>
public static class CachedDelegates
{
    /// <summary>
    /// A delegate that asks the cache before it calls another one. Its calls are cached as those of a function are whose name is
    /// the one given here, and which has the delegate's parameters.
    /// </summary>
    /// <typeparam name="TDelegate">A delegate that returns a value, or a task that brings one.</typeparam>
    /// <param name="function">What computes a missing value.</param>
    /// <param name="name">What its keys begin with, after prefix and namespace. Two functions must not share one.</param>
    /// <param name="options">What its entries want otherwise than the cache.</param>
    /// <exception cref="InvalidOperationException">The project is built without CacheKit's generator, which weaves this call.</exception>
    public static TDelegate Cached<TDelegate>(this TDelegate function, string name, CacheEntryOptions? options = null)
        where TDelegate : Delegate =>
        throw new InvalidOperationException(
            $"Cached(\"{name}\") was not woven. The type of its delegate must be known where it is written, without type parameters, " +
            "and the project must be built with CacheKit's generator: reference CacheKit.Core as a package.");
}
