using System.Runtime.CompilerServices;

namespace CacheKit;

// Sends the command of an entry under the current generations. Cached generations may be outdated, so they are read again in the same round
// trip as the command, which is sent under the cached ones. If they have changed, the command concerned an unreachable entry and is sent
// again.
internal sealed class EntryCommands(IMemcachedClient client, KeyScopes scopes)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        string key, TState state, KeyedCommand<TState, TResult> command, CancellationToken cancellationToken)
    {
        KeyScope scope = scopes.Of(key);
        ScopeReading reading = scope.Read();
        bool isCached = scope.TryGetLast(out ulong last);
        ValueTask<TResult> sent = default;
        try
        {
            if (isCached)
                sent = SendAsync(key, last, state, command, cancellationToken);
        }
        finally
        {
            reading.Send();
        }

        TResult? result = isCached ? await sent.ConfigureAwait(false) : default;
        if (!reading.TryGetStamp(out ulong stamp))
            stamp = await reading.StampAsync(cancellationToken).ConfigureAwait(false);
        if (isCached && stamp == last)
            return result!;

        (result as IDisposable)?.Dispose();
        return await SendAsync(key, stamp, state, command, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TResult> SendAsync<TState, TResult>(
        string key, ulong stamp, TState state, KeyedCommand<TState, TResult> command, CancellationToken cancellationToken)
    {
        Span<byte> name = stackalloc byte[MemcachedKey.LongestKey];
        return command(client, name[..MemcachedKey.Write(key, stamp, name)], state, cancellationToken);
    }
}
