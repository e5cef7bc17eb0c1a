namespace CacheKit;

// Entries of a backend that may be slow or down: what fails is a miss, or is left out, and is noted in its health.
internal sealed class RemoteEntryStore(ICacheBackend backend) : EntryStore(backend)
{
    private readonly ICacheBackend _payloads = backend;

    public override async ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            ReadOnlyMemory<byte>? payload = await _payloads.GetAsync(key, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return payload is { } bytes ? Open<T>(key, bytes, null, coder) : Miss<T>(key);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "get");
            return Miss<T>(key);
        }
    }

    public override async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            CacheEntry? entry = await _payloads.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return entry is var (payload, timeToLive) ? Open<T>(key, payload, timeToLive, coder) : Miss<T>(key);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "get");
            return Miss<T>(key);
        }
    }

    public override async ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        byte[]? payload = Encode(value, settings.Coder);
        if (payload is null)
            return default;

        StoreMark mark = Health.Mark;
        try
        {
            await _payloads.SetAsync(key, payload, settings.Expiration, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            Logger.KeyAdded(key);
            return new Written(true, payload);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "set");
            return new Written(false, payload);
        }
    }

    private EntryRead<T> Open<T>(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, ICoder coder)
    {
        if (!TryDecode(payload.Span, coder, out T? value))
            return Miss<T>(key);

        NoteHit(key);
        return new EntryRead<T>(true, value, timeToLive);
    }

    private EntryRead<T> Miss<T>(string key)
    {
        NoteMiss(key);
        return default;
    }
}
