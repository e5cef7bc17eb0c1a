namespace CacheKit;

// The right to compute a value among all processes, held while the key contains the owner's token. It is renewed until it is released; if
// its owner crashes, it expires.
internal sealed class Lease : IAsyncDisposable
{
    // Timers have a lower limit than stores.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(30);

    private readonly StoreCalls _calls;
    private readonly OpenLease _open;
    private readonly byte[] _token;
    private readonly TimeSpan _life;
    private readonly PeriodicTimer _renewals;
    private readonly Task _renewing;

    // An abandoned computation may never end, so its lease is released to unblock other processes.
    public Lease(StoreCalls calls, OpenLease open, byte[] token, TimeSpan life, TimeProvider time, CancellationToken abandoned)
    {
        _calls = calls;
        _open = open;
        _token = token;
        _life = life;
        _renewals = new PeriodicTimer(life < _longest ? life / 3 : _longest / 3, time);
        _renewing = RenewAsync(abandoned);
    }

    public async ValueTask DisposeAsync()
    {
        _renewals.Dispose();
        await SynchronousCaller.Finish(_renewing).ConfigureAwait(false);
        await ReplaceAsync(TimeSpan.Zero).ConfigureAwait(false);
    }

    // Renews until the lease is released or another process holds it. After a store failure the next attempt may still be in time.
    private async Task RenewAsync(CancellationToken abandoned)
    {
        try
        {
            while (await _renewals.WaitForNextTickAsync(abandoned).ConfigureAwait(false))
            {
                if (await ReplaceAsync(_life).ConfigureAwait(false) is { Failed: false, Value: false })
                    return;
            }
        }
        catch (OperationCanceledException)
        {
            await ReplaceAsync(TimeSpan.Zero).ConfigureAwait(false);
        }
        finally
        {
            _open.End();
        }
    }

    private ValueTask<StoreResult<bool>> ReplaceAsync(TimeSpan life) =>
        _calls.ReplaceAsync(_open.Key, _token, _token, life, CancellationToken.None);
}
