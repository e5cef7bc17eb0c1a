namespace CacheKit;

/// <summary>
/// Sends one command under the Memcached key that currently belongs to an entry. The span is valid until the call returns.
/// </summary>
internal delegate ValueTask<TResult> KeyedCommand<in TState, TResult>(
    IMemcachedClient client, ReadOnlySpan<byte> name, TState state, CancellationToken cancellationToken);
