namespace CacheKit;

/// <summary>The entry of one call of a cached function, under the very key that the call uses. <c>CacheManager.For</c> gives it.</summary>
/// <typeparam name="T">What the function returns, or what its task brings.</typeparam>
public abstract class CachedCall<T>
{
    private protected CachedCall()
    {
    }

    /// <summary>The whole key of the entry, with prefix and namespace.</summary>
    public abstract string Key { get; }

    /// <summary>The value of the entry, if there is one. The function does not run.</summary>
    public abstract ValueTask<CacheResult<T>> TryGetAsync(CancellationToken cancellationToken = default);

    /// <summary>Stores a value as if the function had returned it.</summary>
    public abstract ValueTask SetAsync(T value, CancellationToken cancellationToken = default);

    /// <summary>Runs the function, stores what it returns in place of what was there, and returns it.</summary>
    public abstract ValueTask<T> RefreshAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the entry; true when there was one.</summary>
    public abstract ValueTask<bool> RemoveAsync(CancellationToken cancellationToken = default);
}
