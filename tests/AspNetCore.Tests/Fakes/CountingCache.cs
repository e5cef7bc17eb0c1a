namespace CacheKit.AspNetCore.Tests.Fakes;

/// <summary>A decorator of an application around its cache.</summary>
internal sealed class CountingCache(ICache inner) : ICache
{
    public int Reads { get; private set; }

    public ValueTask<T> GetOrCreateAsync<T>(
        string key,
        Func<CancellationToken, ValueTask<T>> factory,
        CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Reads++;
        return inner.GetOrCreateAsync(key, factory, options, cancellationToken);
    }

    public ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        CacheEntryOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        Reads++;
        return inner.GetOrCreateAsync(key, state, factory, options, cancellationToken);
    }

    public ValueTask<CacheResult<T>> TryGetAsync<T>(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        Reads++;
        return inner.TryGetAsync<T>(key, options, cancellationToken);
    }

    public ValueTask SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.SetAsync(key, value, options, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        inner.RemoveAsync(key, options, cancellationToken);

    public ValueTask<long> ClearAsync(string? @namespace = null, CancellationToken cancellationToken = default) =>
        inner.ClearAsync(@namespace, cancellationToken);

    public ValueTask<bool> EvictAsync(string tag, CancellationToken cancellationToken = default) => inner.EvictAsync(tag, cancellationToken);

    public ValueTask<bool> EvictAsync(string tag, EvictionMode mode, CancellationToken cancellationToken = default) =>
        inner.EvictAsync(tag, mode, cancellationToken);
}
