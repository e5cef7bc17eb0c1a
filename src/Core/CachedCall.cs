namespace CacheKit;

/// <summary>The entry of one call of a cached function. Use <c>CacheManager.For</c> to get it.</summary>
/// <typeparam name="T">The result type of the function or of its task.</typeparam>
public abstract class CachedCall<T>
{
    private protected CachedCall()
    {
    }

    /// <summary>The full key of the entry, including prefix and namespace. Empty if the key builder leaves the call uncached.</summary>
    /// <exception cref="InvalidOperationException">The key builder is an <see cref="IAsyncKeyBuilder"/>: use <see cref="GetKeyAsync"/>.</exception>
    public abstract string Key { get; }

    /// <summary>Returns the <see cref="Key"/>, also if the key builder is an <see cref="IAsyncKeyBuilder"/>.</summary>
    public abstract ValueTask<string> GetKeyAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the entry. The function does not run.</summary>
    public abstract ValueTask<CacheResult<T>> TryGetAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a value as if the function had returned it.</summary>
    public abstract ValueTask SetAsync(T value, CancellationToken cancellationToken = default);

    /// <summary>Runs the function, replaces the entry by its result, and returns the result.</summary>
    public abstract ValueTask<T> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the entry. True if it existed.</summary>
    public abstract ValueTask<bool> RemoveAsync(CancellationToken cancellationToken = default);
}
