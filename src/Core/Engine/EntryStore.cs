using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Values in a backend, under whole keys. No failure of the backend or of a coder leaves it: a read is then a miss.
internal abstract class EntryStore(ICacheBackend backend)
{
    public ILogger Logger
    {
        get => Health.Logger;
        set => Health.Logger = value;
    }

    protected StoreHealth Health { get; } = new(backend.GetType().Name);

    public static EntryStore On(ICacheBackend backend) =>
        backend is IValueBackend values ? new LocalEntryStore(values) : new RemoteEntryStore(backend);

    public abstract ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken);

    // Who asks for a key at the same time may get the same value: nobody must change it.
    public abstract ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, ICoder coder);

    public abstract ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken);

    public virtual async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            bool removed = await backend.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return removed;
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "remove");
            return false;
        }
    }

    public virtual async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        StoreMark mark = Health.Mark;
        try
        {
            long cleared = await backend.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
            Health.Succeeded(mark);
            return cleared;
        }
        catch (Exception exception) when (!IsCancelled(exception, cancellationToken))
        {
            Health.Failed(mark, exception, "clear");
            return 0;
        }
    }

    public bool TryDecode<T>(ReadOnlySpan<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        try
        {
            value = coder.Decode<T>(payload)!;
            return true;
        }
        catch (Exception exception)
        {
            Logger.NotDecoded(exception, typeof(T));
            value = default;
            return false;
        }
    }

    // The payload of a value that is not written, for those who must not share it; null if they may.
    public byte[]? CopyOf<T>(T value, EntrySettings settings) =>
        settings.Share || ImmutableTypes.Holds(value) ? null : Encode(value, settings.Coder);

    protected static bool IsCancelled(Exception exception, CancellationToken cancellationToken) =>
        exception is OperationCanceledException && cancellationToken.IsCancellationRequested;

    protected void NoteHit(ReadOnlySpan<char> key)
    {
        CacheMetrics.Hits.Add(1);
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyFound(key.ToString());
    }

    protected void NoteMiss(ReadOnlySpan<char> key)
    {
        CacheMetrics.Misses.Add(1);
        if (Logger.IsEnabled(LogLevel.Debug))
            Logger.KeyNotFound(key.ToString());
    }

    protected byte[]? Encode<T>(T value, ICoder coder)
    {
        try
        {
            return Payload.Of(value, coder);
        }
        catch (Exception exception)
        {
            Logger.NotCoded(exception, typeof(T));
            return null;
        }
    }
}
