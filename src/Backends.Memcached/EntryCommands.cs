using System.Runtime.CompilerServices;

namespace CacheKit;

// Sends what concerns an entry under the generations that are current. What this process knows of them may be out of date, so they
// are read again each time, in the same round trip as the command itself, which goes out under those seen last. Where they turn out
// to be others, what the command did concerned an entry that nobody can reach any more, and it is sent once more.
internal sealed class EntryCommands(IMemcachedClient client, KeyScopes scopes)
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<TResult> RunAsync<TState, TResult>(
        string key, TState state, KeyedCommand<TState, TResult> command, CancellationToken cancellationToken)
    {
        KeyScope scope = scopes.Of(key);
        ScopeReading reading = scope.Read();
        bool known = scope.TryGetLast(out ulong last);
        TResult? result = known ? await SendAsync(key, last, state, command, cancellationToken).ConfigureAwait(false) : default;

        if (!reading.TryGetStamp(out ulong stamp))
            stamp = await reading.StampAsync(cancellationToken).ConfigureAwait(false);
        return known && stamp == last ? result! : await SendAsync(key, stamp, state, command, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<TResult> SendAsync<TState, TResult>(
        string key, ulong stamp, TState state, KeyedCommand<TState, TResult> command, CancellationToken cancellationToken)
    {
        Span<byte> name = stackalloc byte[MemcachedKey.LongestKey];
        return command(client, name[..MemcachedKey.Write(key, stamp, name)], state, cancellationToken);
    }
}
