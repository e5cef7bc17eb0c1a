namespace CacheKit;

// Entries of a backend that may be slow or down: what fails is a miss, or is left out, and is noted in its health.
internal sealed class RemoteEntryStore(ICacheBackend backend) : EntryStore(backend)
{
    private readonly ICacheBackend _payloads = backend;
    private readonly SharedReads _reads = new();

    public override async ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            ValueTask<ReadOnlyMemory<byte>?> reading = _payloads.GetAsync(key, cancellationToken);
            Task<TagGeneration?>[] generations = Generations.Read(settings.Tags, cancellationToken);
            ReadOnlyMemory<byte>? payload = await reading.ConfigureAwait(false);
            Health.Succeeded(mark);
            return Noted(key, payload is { } bytes ? await OpenAsync<T>(bytes, null, settings, generations, cancellationToken).ConfigureAwait(false) : default);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "get");
            return Noted<T>(key, default);
        }
    }

    public override async ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings)
    {
        SharedRead<T>? shared = _reads.Join<T>(key, settings.Coder, out bool leads);
        EntryRead<T> read = default;
        if (shared is not null && !leads)
        {
            read = await shared.Task.ConfigureAwait(false);
        }
        else
        {
            try
            {
                read = await ReadWithTimeToLiveAsync<T>(key, settings).ConfigureAwait(false);
            }
            finally
            {
                if (leads)
                    _reads.End(key, shared!, read);
            }
        }

        return Noted(key, read);
    }

    public override async ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, TagMark[] marks, CancellationToken cancellationToken)
    {
        byte[]? payload = Encode(value, settings.Coder);
        if (payload is null)
            return default;

        byte[] stored = marks.Length == 0 ? TagEnvelope.Plain(payload) : TagEnvelope.Enclose(payload, marks);
        StoreMark mark = Health.Mark;
        try
        {
            await _payloads.SetAsync(key, stored, settings.Expiration, cancellationToken).ConfigureAwait(false);
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

    // Who shares a read that began before would get what is evicted.
    public override async ValueTask EvictAsync(string tag, CancellationToken cancellationToken)
    {
        try
        {
            await base.EvictAsync(tag, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _reads.ForgetAll();
        }
    }

    private async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, EntrySettings settings)
    {
        StoreMark mark = Health.Mark;
        try
        {
            ValueTask<CacheEntry?> reading = _payloads.GetWithTimeToLiveAsync(key, CancellationToken.None);
            Task<TagGeneration?>[] generations = Generations.Read(settings.Tags, CancellationToken.None);
            CacheEntry? entry = await reading.ConfigureAwait(false);
            Health.Succeeded(mark);
            return entry is var (payload, timeToLive)
                ? await OpenAsync<T>(payload, timeToLive, settings, generations, CancellationToken.None).ConfigureAwait(false)
                : default;
        }
        catch (Exception exception)
        {
            Health.Failed(mark, exception, "get");
            return default;
        }
    }

    // At once where the entry has no tags.
    private ValueTask<EntryRead<T>> OpenAsync<T>(
        ReadOnlyMemory<byte> stored, TimeSpan? timeToLive, EntrySettings settings, Task<TagGeneration?>[] generations, CancellationToken cancellationToken)
    {
        if (!TryUncover<T>(stored, out ReadOnlyMemory<byte> payload, out TagMark[] marks))
            return default;

        return marks.Length == 0
            ? new(Decode<T>(payload, timeToLive, settings.Coder))
            : DecodeIfCurrentAsync<T>(payload, timeToLive, marks, settings, generations, cancellationToken);
    }

    private async ValueTask<EntryRead<T>> DecodeIfCurrentAsync<T>(
        ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, TagMark[] marks, EntrySettings settings, Task<TagGeneration?>[] generations, CancellationToken cancellationToken) =>
        await Generations.AreCurrentAsync(marks, settings.Tags ?? [], generations, cancellationToken).ConfigureAwait(false)
            ? Decode<T>(payload, timeToLive, settings.Coder)
            : default;

    private EntryRead<T> Decode<T>(ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, ICoder coder) =>
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
