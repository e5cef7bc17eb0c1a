namespace CacheKit;

/// <summary>Sends one command for a key under the name that it has in Memcached at the moment. The span is good until it returns.</summary>
internal delegate ValueTask<TResult> KeyedCommand<in TState, TResult>(
    IMemcachedClient client, ReadOnlySpan<byte> name, TState state, CancellationToken cancellationToken);
