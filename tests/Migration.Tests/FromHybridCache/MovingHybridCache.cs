using Microsoft.Extensions.Caching.Hybrid;

namespace CacheKit.Migration.Tests.FromHybridCache;

internal sealed class MovingHybridCache(HybridCache old, HybridCache current, bool readsCurrent) : HybridCache
{
    public override ValueTask<T> GetOrCreateAsync<TState, T>(
        string key, TState state, Func<TState, CancellationToken, ValueTask<T>> factory, HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        if (!readsCurrent)
            return old.GetOrCreateAsync(key, state, factory, options, tags, cancellationToken);

        return current.GetOrCreateAsync(key, async token =>
        {
            var reads = new HybridCacheEntryOptions { Flags = (options?.Flags ?? default) | HybridCacheEntryFlags.DisableUnderlyingData };
            T value = await old.GetOrCreateAsync<T>(key, _ => default, reads, cancellationToken: token);
            if (EqualityComparer<T>.Default.Equals(value, default))
                return await factory(state, token);

            CacheContext.Current?.ShouldStore = false;      // it stays in the old cache until it expires there
            return value;
        }, options, tags, cancellationToken);
    }

    public override async ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default)
    {
        await (readsCurrent ? old.RemoveAsync(key, cancellationToken) : old.SetAsync(key, value, options, tags, cancellationToken));
        await (readsCurrent ? current.SetAsync(key, value, options, tags, cancellationToken) : current.RemoveAsync(key, cancellationToken));
    }

    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await old.RemoveAsync(key, cancellationToken);      // the old cache first
        await current.RemoveAsync(key, cancellationToken);
    }

    public override async ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default)
    {
        await old.RemoveByTagAsync(tag, cancellationToken);
        await current.RemoveByTagAsync(tag, cancellationToken);
    }
}
