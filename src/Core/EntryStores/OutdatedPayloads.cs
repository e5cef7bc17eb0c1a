namespace CacheKit;

// Writes entries again whose payloads a transform has reported as outdated, for example because they were encrypted with an older key. The value is
// neither computed nor encoded again: its payload is restored, transformed, and put in the place of exactly the bytes that it was restored from.
internal sealed class OutdatedPayloads(TimeProvider time)
{
    // How often one entry is written again at most: processes that would each write it in another form, as during a deployment, don't flood the store.
    private static readonly TimeSpan _pause = TimeSpan.FromMinutes(1);

    private const int MaxRecent = 10_000;
    private const int MaxPending = 100;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _recent = new(StringComparer.Ordinal);
    private long _recentSince = time.GetTimestamp();
    private int _pending;
    private volatile bool _hasEnded;

    // Begins to write the entry of a key in the background. It is skipped, until a later read, if many others are being written.
    public void Renew(string key, KeyedCoder coder, Type type, StoreCalls calls, TimeSpan delay)
    {
        if (TryBegin(key))
            _ = CleanContext.Run(() => RenewAsync(key, coder, type, calls, delay));
    }

    public void End() => _hasEnded = true;

    private async Task RenewAsync(string key, KeyedCoder coder, Type type, StoreCalls calls, TimeSpan delay)
    {
        bool isRenewed = false;
        try
        {
            if (delay > TimeSpan.Zero)
                await Task.Delay(delay, time).ConfigureAwait(false);
            isRenewed = !_hasEnded && await TryRenewAsync(key, coder, calls).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            calls.Health.Logger.CoderFailed(exception, type);
        }
        finally
        {
            Complete(key, isRenewed);
        }
    }

    // The bytes of an entry are never written a second time after they were removed, because each encoding differs.
    private async ValueTask<bool> TryRenewAsync(string key, KeyedCoder coder, StoreCalls calls)
    {
        long startedAt = time.GetTimestamp();
        StoreResult<CacheEntry?> answer = await calls.GetWithTimeToLiveAsync(key, CancellationToken.None).ConfigureAwait(false);
        if (answer.Value is not { } entry
            || !EntryEnvelope.TryUnwrap(entry.Payload, out ReadOnlyMemory<byte> payload, out EntryMetadata metadata)
            || IsBeingRefreshed(metadata)
            || coder.Renew(payload.Span) is not { } renewed)
        {
            return false;
        }

        TimeSpan? left = entry.TimeToLive - time.GetElapsedTime(startedAt);
        if (left <= TimeSpan.Zero)
            return false;

        byte[] stored = EntryEnvelope.Wrap(renewed, metadata);
        StoreResult<bool> replaced = await calls.RenewAsync(key, entry.Payload, stored, left).ConfigureAwait(false);
        if (replaced.Value)
            CacheMetrics.RenewedPayloads.Add(1, new KeyValuePair<string, object?>(MetricTags.Cache, calls.Health.CacheName));
        return replaced.Value;
    }

    // A refresh replaces exactly the bytes that it has read, so its value would not be stored.
    private bool IsBeingRefreshed(EntryMetadata metadata)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        return metadata.Lifetime is { } lifetime && (!lifetime.IsFreshAt(now) || lifetime.IsDueAt(now));
    }

    private bool TryBegin(string key)
    {
        lock (_lock)
        {
            if (_recent.Count >= MaxRecent || time.GetElapsedTime(_recentSince) >= _pause)
            {
                _recent.Clear();
                _recentSince = time.GetTimestamp();
            }

            if (_pending >= MaxPending || !_recent.Add(key))
                return false;

            _pending++;
            return true;
        }
    }

    private void Complete(string key, bool isRenewed)
    {
        lock (_lock)
        {
            _pending--;
            if (!isRenewed)
                _recent.Remove(key);
        }
    }
}
