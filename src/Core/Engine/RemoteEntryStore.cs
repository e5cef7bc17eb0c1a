namespace CacheKit;

// Entries of a backend that may be slow or down: what fails is a miss, or is left out, and is noted in its health.
internal sealed class RemoteEntryStore(ICacheBackend backend) : EntryStore(backend)
{
    private readonly ICacheBackend _payloads = backend;
    private readonly SharedReads _reads = new();

    public override async ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            ReadOnlyMemory<byte>? payload = await _payloads.GetAsync(key, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return Noted(key, payload is { } bytes ? Open<T>(bytes, null, coder) : default);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "get");
            return Noted<T>(key, default);
        }
    }

    public override async ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, ICoder coder)
    {
        SharedRead<T>? shared = _reads.Join<T>(key, coder, out bool leads);
        EntryRead<T> read = default;
        if (shared is not null && !leads)
        {
            read = await shared.Task.ConfigureAwait(false);
        }
        else
        {
            try
            {
                read = await ReadWithTimeToLiveAsync<T>(key, coder).ConfigureAwait(false);
            }
            finally
            {
                if (leads)
                    _reads.End(key, shared!, read);
            }
        }

        return Noted(key, read);
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
        finally
        {
            _reads.Forget(key);
        }
    }

    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await base.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.Forget(key);
        }
    }

    public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            return await base.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.ForgetAll();
        }
    }

    private async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, ICoder coder)
    {
        StoreMark mark = Health.Mark;
        try
        {
            CacheEntry? entry = await _payloads.GetWithTimeToLiveAsync(key, CancellationToken.None).ConfigureAwait(false);
            Health.Succeeded(mark);
            return entry is var (payload, timeToLive) ? Open<T>(payload, timeToLive, coder) : default;
        }
        catch (Exception exception)
        {
            Health.Failed(mark, exception, "get");
            return default;
        }
    }

    private EntryRead<T> Open<T>(ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, ICoder coder) =>
        TryDecode(payload.Span, coder, out T? value) ? new EntryRead<T>(true, value, timeToLive) : default;

    private EntryRead<T> Noted<T>(string key, EntryRead<T> read)
    {
        if (read.IsHit)
            NoteHit(key);
        else
            NoteMiss(key);
        return read;
    }
}
