using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Entries of a backend in this process: read at once, and by reference where nobody can change the value.
internal sealed class LocalEntryStore(IValueBackend backend) : EntryStore(backend)
{
    private readonly IValueBackend _values = backend;

    // Here a key need not be a string.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        CachedValue? held = Find(key);
        if (TryShare(held, out value) || TryDecode(held, coder, out value))
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
        CachedValue? held = Find(key, out timeToLive);
        if (TryShare(held, out value) || TryDecode(held, coder, out value))
        {
            NoteHit(key);
            return true;
        }

        NoteMiss(key);
        value = default;
        return false;
    }

    // A ticket for who keeps the value; none for a value that each reader gets one of its own.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value, out ValueTicket? ticket)
    {
        CachedValue? held = Find(key, out ValueTicket found);
        ticket = null;
        if (TryShare(held, out value))
        {
            ticket = found;
        }
        else if (!TryDecode(held, coder, out value))
        {
            NoteMiss(key);
            return false;
        }

        NoteHit(key);
        return true;
    }

    // Whether the value that came with a ticket is a hit at this moment.
    public bool IsHeld(in ValueTicket ticket)
    {
        // A hit is told to the log by its key, which only the reading of it knows.
        if (Logger.IsEnabled(LogLevel.Debug) || !_values.IsHeld(ticket))
            return false;

        CacheMetrics.Hits.Add(1);
        return true;
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, ICoder coder, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryRead(key, coder, out T? value) ? new EntryRead<T>(true, value) : default);
    }

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, ICoder coder) =>
        new(TryRead(key, coder, out T? value, out TimeSpan? timeToLive) ? new EntryRead<T>(true, value, timeToLive) : default);

    public override ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.Share || ImmutableTypes.Holds(value))
            return new(new Written(TryHold<T>(key, new SharedValue<T>(value, settings.Coder), settings.Expiration)));

        byte[]? payload = Encode(value, settings.Coder);
        return new(new Written(payload is not null && TryHold<T>(key, new CodedValue(payload), settings.Expiration), payload));
    }

    private CachedValue? Find(ReadOnlySpan<char> key)
    {
        try
        {
            return _values.GetValue(key);
        }
        catch (Exception exception)
        {
            Health.Failed(Health.Mark, exception, "get");
            return null;
        }
    }

    private CachedValue? Find(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        try
        {
            return _values.GetValue(key, out timeToLive);
        }
        catch (Exception exception)
        {
            Health.Failed(Health.Mark, exception, "get");
            timeToLive = null;
            return null;
        }
    }

    private CachedValue? Find(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        try
        {
            return _values.GetValueWithTicket(key, out ticket);
        }
        catch (Exception exception)
        {
            Health.Failed(Health.Mark, exception, "get");
            ticket = default;
            return null;
        }
    }

    private static bool TryShare<T>(CachedValue? held, [MaybeNullWhen(false)] out T value)
    {
        if (held is SharedValue<T> shared)
        {
            value = shared.Value;
            return true;
        }

        value = default;
        return false;
    }

    private bool TryDecode<T>(CachedValue? held, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        try
        {
            return held is not null && TryDecode(held.ToPayload().Span, coder, out value);
        }
        catch (CodingException exception)
        {
            Logger.NotDecoded(exception, typeof(T));
            return false;
        }
    }

    private bool TryHold<T>(string key, CachedValue value, TimeSpan? timeToLive)
    {
        StoreMark mark = Health.Mark;
        try
        {
            _values.SetValue(key, value, timeToLive);
            Health.Succeeded(mark);
            Logger.KeyAdded(key);
            return true;
        }
        catch (CodingException exception)
        {
            // A bounded backend codes the value to learn its size.
            Logger.NotCoded(exception, typeof(T));
            return false;
        }
        catch (Exception exception)
        {
            Health.Failed(mark, exception, "set");
            return false;
        }
    }
}
