using System.Security.Cryptography;

namespace CacheKit;

// One computation of a key at a time among all processes that use a store: who adds a token of his own under the key's lease has the
// right to compute; the others look whether the entry has come, or whether the right is free again.
internal sealed class Leases(StoreCalls calls, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(100);

    // What a store may add to a life.
    private static readonly TimeSpan _rounding = TimeSpan.FromSeconds(1);

    // Waits for the lease of a key; none where it can't be had, as the store fails or lacks the power. Ends too when the entry has come,
    // which is also looked for once the lease is had: another may just have given it back.
    public async ValueTask<Answer<Lease>> TakeAsync(string key, TimeSpan life, Func<CancellationToken, ValueTask<bool>> hasCome, CancellationToken cancellationToken)
    {
        if (!calls.CanWriteConditionally)
            return default;

        byte[] token = RandomNumberGenerator.GetBytes(16);
        bool hasLooked = false;
        long looked = time.GetTimestamp();
        for (TimeSpan pause = _firstPause; ; pause = Longer(pause))
        {
            // Where the store fails, who waits for it would wait for nothing.
            Answer<bool> added = await calls.AddAsync(key, token, life, cancellationToken).ConfigureAwait(false);
            if (added.Failed)
                return Answer<Lease>.None(added.Failure);
            if (added.Value)
                break;
            if (pause == _longestPause && !hasLooked)
            {
                hasLooked = true;
                await RemoveWhatIsNoLeaseAsync(key, cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            if (await hasCome(cancellationToken).ConfigureAwait(false))
                return default;
            if (time.GetElapsedTime(looked) < life)
                continue;
            if (await IsForeignAsync(key, life, cancellationToken).ConfigureAwait(false))
                return default;

            looked = time.GetTimestamp();
        }

        var lease = new Lease(calls, key, token, life, time, cancellationToken);
        try
        {
            if (!await hasCome(cancellationToken).ConfigureAwait(false))
                return new Answer<Lease>(lease);
        }
        catch
        {
            await lease.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await lease.DisposeAsync().ConfigureAwait(false);
        return default;
    }

    // What the store refuses to read under a lease's key is nobody's lease, and nobody would give it back.
    private async ValueTask RemoveWhatIsNoLeaseAsync(string key, CancellationToken cancellationToken)
    {
        if ((await calls.GetAsync(key, cancellationToken).ConfigureAwait(false)).Failure == CallFailure.Refused)
            await calls.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    // Whoever has a lease renews it for no longer than its life. What lasts longer is nobody's, and would keep everybody waiting.
    private async ValueTask<bool> IsForeignAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        Answer<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        return held is { Failed: false, Value: { TimeToLive: var left } } && !(left <= life + _rounding);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 1.5 is { } longer && longer < _longestPause ? longer : _longestPause;
}
