using Microsoft.Extensions.Logging;

namespace CacheKit;

// The values of a backend in this process. Its failures are recorded and not thrown.
internal sealed class LocalValues(IValueBackend backend, StoreHealth health, RoundTripCheck roundTripCheck)
{
    public CachedValue? Find(ReadOnlySpan<char> key)
    {
        try
        {
            return backend.GetValue(key);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            return null;
        }
    }

    public CachedValue? Find(ReadOnlySpan<char> head, ReadOnlySpan<char> rest)
    {
        try
        {
            return backend.GetValue(head, rest);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            return null;
        }
    }

    public CachedValue? Find(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        try
        {
            return backend.GetValue(key, out timeToLive);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            timeToLive = null;
            return null;
        }
    }

    public CachedValue? Find(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        try
        {
            return backend.GetValueWithTicket(key, out ticket);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            ticket = default;
            return null;
        }
    }

    public bool IsHeld(in EntryTickets tickets)
    {
        try
        {
            return backend.IsHeld(tickets.Entry) && tickets.Tags.StateIn(backend) == TagState.Current;
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            return false;
        }
    }

    public int CountHeld(ReadOnlySpan<ValueTicket> tickets)
    {
        try
        {
            return backend.CountHeld(tickets);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            return 0;
        }
    }

    // The worst state of the tags of an entry.
    public TagState StateOf(TagMarks tags)
    {
        try
        {
            return tags.StateIn(backend);
        }
        catch (Exception exception)
        {
            health.Failed(health.Mark, exception, "get");
            return TagState.Evicted;
        }
    }

    // If inPlaceOf is null, the value replaces any other one. Otherwise it is another form of that one, so no key is logged as added.
    public bool TryHold<T>(string key, CachedValue value, TimeSpan? timeToLive, CachedValue? inPlaceOf = null)
    {
        StoreMark mark = health.Mark;
        try
        {
            if (inPlaceOf is null)
                backend.SetValue(key, value, timeToLive);
            else if (!backend.ReplaceValue(key, inPlaceOf, value, timeToLive))
                return false;
            health.Succeeded(mark, "set");
            if (inPlaceOf is null && health.Logger.IsEnabled(LogLevel.Debug))
                health.Logger.KeyAdded(LogText.Of(key));
            return true;
        }
        catch (CodingException exception)
        {
            // A backend with a size limit may encode the value to determine its size.
            roundTripCheck.ReportUnencodable<T>(exception.InnerException!);
            return false;
        }
        catch (Exception exception)
        {
            health.Failed(mark, exception, "set");
            return false;
        }
    }
}
