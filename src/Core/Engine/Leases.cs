using System.Security.Cryptography;

namespace CacheKit;

// One computation of a key at a time among all processes that use a store: who adds a token of his own under the key's lease has the
// right to compute; the others look whether the entry has come, or whether the right is free again.
internal sealed class Leases(StoreCalls calls, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(100);

    // Until the first look at what stands in the way.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(200);

    // What a store may add to a life.
    private static readonly TimeSpan _rounding = TimeSpan.FromSeconds(1);

    // Waits for the lease of a key; none where it can't be had, as the store fails or lacks the power. Ends too when the entry has come,
    // which is also looked for once the lease is had: another may just have given it back.
    public async ValueTask<StoreResult<Lease>> TakeAsync(string key, TimeSpan life, Func<CancellationToken, ValueTask<bool>> hasCome, CancellationToken cancellationToken)
    {
        if (!calls.CanWriteConditionally)
            return default;

        byte[] token = RandomNumberGenerator.GetBytes(16);
        TimeSpan lookAfter = _patience;
        long looked = time.GetTimestamp();
        for (TimeSpan pause = _firstPause; ; pause = Longer(pause))
        {
            // Where the store fails, who waits for it would wait for nothing.
            StoreResult<bool> added = await calls.AddAsync(key, token, life, cancellationToken).ConfigureAwait(false);
            if (added.Failed)
                return StoreResult<Lease>.None(added.Failure);
            if (added.Value)
                break;

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            if (await hasCome(cancellationToken).ConfigureAwait(false))
                return default;
            if (time.GetElapsedTime(looked) < lookAfter)
                continue;

            await RemoveUnlessLeaseAsync(key, life, cancellationToken).ConfigureAwait(false);
            (looked, lookAfter) = (time.GetTimestamp(), life);
        }

        var lease = new Lease(calls, key, token, life, time, cancellationToken);
        try
        {
            if (!await hasCome(cancellationToken).ConfigureAwait(false))
                return new StoreResult<Lease>(lease);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        return default;
    }

    // A lease is renewed for no longer than its life. What lasts longer, or what the store refuses to read, is no lease: nobody would give it back.
    private async ValueTask RemoveUnlessLeaseAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        StoreResult<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        if (held.Failure == CallFailure.Refused)
            await calls.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        else if (held.Value is var (payload, left) && !(left <= life + _rounding))
            await calls.ReplaceAsync(key, payload, [], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 is { } longer && longer < _longestPause ? longer : _longestPause;
}
