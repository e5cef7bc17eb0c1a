namespace CacheKit;

// The right to compute a value for all processes, as long as its key holds the owner's token. It is renewed until it is given back; if its
// owner dies, it ends by itself.
internal sealed class Lease : IAsyncDisposable
{
    private readonly IReplacingBackend _backend;
    private readonly string _key;
    private readonly byte[] _token;
    private readonly TimeSpan _life;
    private readonly PeriodicTimer _renewals;
    private readonly Task _renewing;

    public Lease(IReplacingBackend backend, string key, byte[] token, TimeSpan life, TimeProvider time)
    {
        _backend = backend;
        _key = key;
        _token = token;
        _life = life;
        _renewals = new PeriodicTimer(life / 3, time);
        _renewing = RenewAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _renewals.Dispose();
        await _renewing.ConfigureAwait(false);
        await TryReplaceAsync(TimeSpan.Zero).ConfigureAwait(false);
    }

    // Until it is given back, or is another's.
    private async Task RenewAsync()
    {
        while (await _renewals.WaitForNextTickAsync().ConfigureAwait(false))
        {
            if (!await TryReplaceAsync(_life).ConfigureAwait(false))
                return;
        }
    }

    private async ValueTask<bool> TryReplaceAsync(TimeSpan life)
    {
        try
        {
            return await _backend.ReplaceAsync(_key, _token, _token, life).ConfigureAwait(false);
        }
        catch (Exception) when (life > TimeSpan.Zero)
        {
            // The next attempt may come in time.
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
