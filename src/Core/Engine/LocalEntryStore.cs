using System.Diagnostics.CodeAnalysis;

namespace CacheKit;

// Entries of a backend in this process: read at once, and by reference where nobody can change the value.
internal sealed class LocalEntryStore(IValueBackend backend) : EntryStore
{
    // Here a key need not be a string.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        if (backend.GetValue(key) is { } held && TryOpen(held, coder, out value))
        {
            NoteHit(key);
            return true;
        }

        NoteMiss(key);
        value = default;
        return false;
    }

    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value, out TimeSpan? timeToLive)
    {
        if (backend.GetValue(key, out timeToLive) is { } held && TryOpen(held, coder, out value))
        {
            NoteHit(key);
            return true;
        }

        NoteMiss(key);
        value = default;
        return false;
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryRead(key, coder, out T? value) ? new EntryRead<T>(true, value) : default);
    }

    public override ValueTask<EntryRead<T>> ReadWithTimeToLiveAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryRead(key, coder, out T? value, out TimeSpan? timeToLive) ? new EntryRead<T>(true, value, timeToLive) : default);
    }

    public override ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.Share || ImmutableTypes.Holds(value))
            return new(new Written(TryHold(key, new SharedValue<T>(value, settings.Coder), settings.Expiration)));

        byte[]? payload = Encode(value, settings.Coder);
        return new(new Written(payload is not null && TryHold(key, new CodedValue(payload), settings.Expiration), payload));
    }

    public override ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken) => backend.RemoveAsync(key, cancellationToken);

    public override ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken) => backend.ClearAsync(prefix, cancellationToken);

    private bool TryOpen<T>(CachedValue held, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        if (held is SharedValue<T> shared)
        {
            value = shared.Value;
            return true;
        }

        return TryDecode(held.ToPayload().Span, coder, out value);
    }

    // A bounded backend codes the value to learn its size, which may fail.
    private bool TryHold(string key, CachedValue value, TimeSpan? timeToLive)
    {
        try
        {
            backend.SetValue(key, value, timeToLive);
            Logger.KeyAdded(key);
            return true;
        }
        catch (Exception exception)
        {
            Logger.NotCoded(exception, value.GetType());
            return false;
        }
    }
}
