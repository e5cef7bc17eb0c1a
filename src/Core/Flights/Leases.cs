using System.Collections.Concurrent;

namespace CacheKit;

// Limits each key to one computation among all processes of a store. The process that adds its token under the lease key computes; the
// others poll for the entry or for a free lease.
internal sealed class Leases(StoreCalls calls, TimeProvider time)
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _maxPause = TimeSpan.FromMilliseconds(100);

    // Wait time before the first check of what blocks the lease.
    private static readonly TimeSpan _firstCheckAfter = TimeSpan.FromMilliseconds(200);

    // Stores may round a time to live up.
    private static readonly TimeSpan _rounding = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<OpenLease, bool> _open = [];

    // The leases that this process waits for or holds.
    public IEnumerable<OpenLease> Open => _open.Keys;

    // Waits for the lease of a key; no value if the store fails or has no conditional writes. Also ends without a lease if the entry is
    // stored, which is checked again after the lease is acquired, because another process may just have released it.
    public async ValueTask<StoreResult<Lease>> TakeAsync(
        string key, TimeSpan life, Func<CancellationToken, ValueTask<bool>> isStored, CancellationToken cancellationToken)
    {
        if (!calls.CanWriteConditionally)
            return default;

        byte[] token = LeaseToken.New();
        var open = new OpenLease(key, _open, time);
        using LeaseMeasure? measure = LeaseMeasure.Begin(calls.Health.CacheName, time, key);
        try
        {
            TimeSpan checkAfter = _firstCheckAfter;
            long checkedAt = time.GetTimestamp();
            for (TimeSpan pause = _firstPause; ; pause = Longer(pause))
            {
                // If the store fails, no entry will appear, so waiting is useless.
                StoreResult<bool> added = await calls.AddAsync(key, token, life, cancellationToken).ConfigureAwait(false);
                if (added.Failed)
                    return StoreResult<Lease>.None(added.Failure);
                if (added.Value)
                    break;

                await SynchronousCaller.DelayAsync(pause, time, cancellationToken).ConfigureAwait(false);
                if (await isStored(cancellationToken).ConfigureAwait(false))
                {
                    measure?.Result = LeaseMeasure.Stored;
                    return default;
                }

                if (time.GetElapsedTime(checkedAt) < checkAfter)
                    continue;

                await RemoveUnlessLeaseAsync(key, life, cancellationToken).ConfigureAwait(false);
                (checkedAt, checkAfter) = (time.GetTimestamp(), life);
            }

            open.Take();
            measure?.Result = LeaseMeasure.Taken;
            return await KeepUnlessStoredAsync(new Lease(calls, open, token, life, time, cancellationToken), isStored, cancellationToken)
                .ConfigureAwait(false);
        }
        finally
        {
            if (!open.IsHeld)
                open.End();
        }
    }

    // Takes those of several leases that are free, in one trip; no value for a lease that another process holds, and for all if the store fails.
    public async ValueTask<StoreResult<Lease>[]> TryTakeAsync((string Key, TimeSpan Life)[] leases, CancellationToken cancellationToken)
    {
        BatchEntry[] entries = Array.ConvertAll(leases, lease => new BatchEntry(lease.Key, LeaseToken.New(), lease.Life));
        StoreResult<bool>[] added = await calls.Batch.AddAsync(entries, cancellationToken).ConfigureAwait(false);
        var taken = new StoreResult<Lease>[leases.Length];
        for (int i = 0; i < taken.Length; i++)
        {
            if (added[i].Failed)
                taken[i] = StoreResult<Lease>.None(added[i].Failure);
            else if (added[i].Value)
                taken[i] = new(new Lease(calls, OpenHeld(leases[i].Key), entries[i].Payload.ToArray(), leases[i].Life, time, cancellationToken));
        }

        return taken;
    }

    private static async ValueTask<StoreResult<Lease>> KeepUnlessStoredAsync(
        Lease lease, Func<CancellationToken, ValueTask<bool>> isStored, CancellationToken cancellationToken)
    {
        bool isStoredNow = true;
        try
        {
            isStoredNow = await isStored(cancellationToken).ConfigureAwait(false);
            return isStoredNow ? default : new StoreResult<Lease>(lease);
        }
        finally
        {
            if (isStoredNow)
                await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A lease never has a longer time to live than its duration. Any other content, or content that the store refuses to read, is not a
    // lease and would never be released.
    private async ValueTask RemoveUnlessLeaseAsync(string key, TimeSpan life, CancellationToken cancellationToken)
    {
        StoreResult<CacheEntry?> held = await calls.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
        if (held.Failure == CallFailure.Refused)
            await calls.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        else if (held.Value is var (payload, left) && !(left <= life + _rounding))
            await calls.ReplaceAsync(key, payload, [], TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
    }

    private OpenLease OpenHeld(string key)
    {
        var open = new OpenLease(key, _open, time);
        open.Take();
        return open;
    }

    private static TimeSpan Longer(TimeSpan pause) => new(Math.Min((pause * 1.5).Ticks, _maxPause.Ticks));
}
