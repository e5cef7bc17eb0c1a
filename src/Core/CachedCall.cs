namespace CacheKit;

/// <summary>The entry of one call of a cached function. Use <c>CacheManager.For</c> to get it.</summary>
/// <typeparam name="T">The result type of the function or of its task.</typeparam>
public abstract class CachedCall<T>
{
    private protected CachedCall()
    {
    }

    /// <summary>The full key of the entry, including prefix and namespace.</summary>
    public abstract string Key { get; }

    /// <summary>Reads the entry. The function does not run.</summary>
    public abstract ValueTask<CacheResult<T>> TryGetAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a value as if the function had returned it.</summary>
    public abstract ValueTask SetAsync(T value, CancellationToken cancellationToken = default);

    /// <summary>Runs the function, replaces the entry by its result, and returns the result.</summary>
    public abstract ValueTask<T> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the entry. True if it existed.</summary>
    public abstract ValueTask<bool> RemoveAsync(CancellationToken cancellationToken = default);
}
