using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit;

// Values in a backend, under whole keys. No failure of the backend or of a coder leaves it: a read is then a miss.
internal abstract class EntryStore
{
    public virtual ILogger Logger { get; set; } = NullLogger.Instance;

    public static EntryStore On(ICacheBackend backend) =>
        backend is IValueBackend values ? new LocalEntryStore(values) : new RemoteEntryStore(backend);

    public abstract ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken);

    public abstract ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, ICoder coder, CancellationToken cancellationToken);

    public abstract ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken);

    public abstract ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken);

    public abstract ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken);

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

    protected bool TryDecode<T>(ReadOnlySpan<byte> payload, ICoder coder, [MaybeNullWhen(false)] out T value)
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
