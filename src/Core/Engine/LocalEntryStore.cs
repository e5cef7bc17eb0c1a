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
        if (TryShare(held, out value) || TryOpen(held, coder, out value))
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
        if (TryShare(held, out value) || TryOpen(held, coder, out value))
        {
            NoteHit(key);
            return true;
        }

        NoteMiss(key);
        value = default;
        return false;
    }

    // With tickets for who keeps the value; null for a value that each reader gets one of its own.
    public bool TryRead<T>(ReadOnlySpan<char> key, ICoder coder, [MaybeNullWhen(false)] out T value, out EntryTickets? tickets)
    {
        CachedValue? held = Find(key, out ValueTicket ticket);
        if (TryShare(held, out value))
        {
            tickets = new EntryTickets(ticket, []);
        }
        else if (held is TaggedValue { Value: var inner } tagged && TryShare(inner, out value) && TryTake(tagged.Marks, out ValueTicket[] ofTags))
        {
            tickets = new EntryTickets(ticket, ofTags);
        }
        else
        {
            tickets = null;
            if (!TryOpen(held, coder, out value))
            {
                NoteMiss(key);
                return false;
            }
        }

        NoteHit(key);
        return true;
    }

    // Whether the value that came with tickets is a hit at this moment.
    public bool TryHit(in EntryTickets tickets)
    {
        // A hit is told to the log by its key, which only the reading of it knows.
        if (Logger.IsEnabled(LogLevel.Debug) || !IsHeld(tickets))
            return false;

        CacheMetrics.Hits.Add(1);
        return true;
    }

    public bool IsHeld(in EntryTickets tickets)
    {
        try
        {
            if (!_values.IsHeld(tickets.Entry))
                return false;

            foreach (ValueTicket tag in tickets.Tags)
            {
                if (!_values.IsHeld(tag))
                    return false;
            }

            return true;
        }
        catch (Exception exception)
        {
            Health.Failed(Health.Mark, exception, "get");
            return false;
        }
    }

    public override ValueTask<EntryRead<T>> ReadAsync<T>(string key, EntrySettings settings, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(TryRead(key, settings.Coder, out T? value) ? new EntryRead<T>(true, value) : default);
    }

    public override ValueTask<EntryRead<T>> ReadSharedAsync<T>(string key, EntrySettings settings) =>
        new(TryRead(key, settings.Coder, out T? value, out TimeSpan? timeToLive) ? new EntryRead<T>(true, value, timeToLive) : default);

    public override ValueTask<Written> WriteAsync<T>(string key, T value, EntrySettings settings, TagMark[] marks, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settings.Share || ImmutableTypes.Holds(value))
            return new(new Written(TryHold<T>(key, Marked(new SharedValue<T>(value, settings.Coder), marks), settings.Expiration)));

        byte[]? payload = Encode(value, settings.Coder);
        return new(new Written(payload is not null && TryHold<T>(key, Marked(new CodedValue(TagEnvelope.Plain(payload)), marks), settings.Expiration), payload));
    }

    private static CachedValue Marked(CachedValue value, TagMark[] marks) => marks.Length == 0 ? value : new TaggedValue(value, marks);

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

    private bool TryOpen<T>(CachedValue? held, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        try
        {
            if (held is not TaggedValue tagged)
                return held is not null && TryDecodeStored(held.ToPayload(), coder, out value);

            return AreCurrent(tagged.Marks) && (TryShare(tagged.Value, out value) || TryDecodeStored(tagged.Value.ToPayload(), coder, out value));
        }
        catch (CodingException exception)
        {
            Logger.NotDecoded(exception, typeof(T));
            return false;
        }
    }

    // A payload that came through the backend may be an envelope.
    private bool TryDecodeStored<T>(ReadOnlyMemory<byte> stored, ICoder coder, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return TryUncover<T>(stored, out ReadOnlyMemory<byte> payload, out TagMark[] marks) && AreCurrent(marks) && TryDecode(payload.Span, coder, out value);
    }

    private bool AreCurrent(TagMark[] marks)
    {
        foreach (TagMark mark in marks)
        {
            if (!IsCurrent(mark, Find(mark.Key)))
                return false;
        }

        return true;
    }

    // The tickets of the tags' generations, if those are the present ones.
    private bool TryTake(TagMark[] marks, out ValueTicket[] tickets)
    {
        tickets = new ValueTicket[marks.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            if (!IsCurrent(marks[i], Find(marks[i].Key, out tickets[i])))
                return false;
        }

        return true;
    }

    private static bool IsCurrent(TagMark mark, CachedValue? held) =>
        held is not null && TagGeneration.TryParse(held.ToPayload().Span, out TagGeneration present) && present == mark.Generation;

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
