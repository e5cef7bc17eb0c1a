using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries of a backend that may be slow or down: what fails is a miss, or is left out, and is noted in its health.
internal sealed class RemoteEntryStore(ICacheBackend backend) : EntryStore
{
    private readonly StoreHealth _health = new(backend.GetType().Name);

    public override ILogger Logger
    {
        get => _health.Logger;
        set => _health.Logger = value;
    }

    public override async ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        StoreMark mark = _health.Mark;
        try
        {
            ReadOnlyMemory<byte>? payload = await backend.GetAsync(key, cancellationToken).ConfigureAwait(false);
            _health.Succeeded(mark);
            return payload is { } bytes ? Open<T>(key, bytes, null, coder) : Miss<T>(key);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            _health.Failed(mark, exception, "get");
            return Miss<T>(key);
        }
    }

    public override async ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        StoreMark mark = _health.Mark;
        try
        {
            CacheEntry? entry = await backend.GetWithTimeToLiveAsync(key, cancellationToken).ConfigureAwait(false);
            _health.Succeeded(mark);
            return entry is var (payload, timeToLive) ? Open<T>(key, payload, timeToLive, coder) : Miss<T>(key);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            _health.Failed(mark, exception, "get");
            return Miss<T>(key);
        }
    }

    public override async ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        byte[]? payload = Encode(value, settings.Coder);
        if (payload is null)
            return default;

        StoreMark mark = _health.Mark;
        try
        {
            await backend.SetAsync(key, payload, settings.Expiration, cancellationToken).ConfigureAwait(false);
            _health.Succeeded(mark);
            Logger.KeyAdded(key);
            return new Written(true, payload);
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            _health.Failed(mark, exception, "set");
            return new Written(false, payload);
        }
    }

    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        StoreMark mark = _health.Mark;
        try
        {
            bool removed = await backend.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            _health.Succeeded(mark);
            return removed;
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            _health.Failed(mark, exception, "remove");
            return false;
        }
    }

    public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        StoreMark mark = _health.Mark;
        try
        {
            long cleared = await backend.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
            _health.Succeeded(mark);
            return cleared;
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            _health.Failed(mark, exception, "clear");
            return 0;
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

    private static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;
}
