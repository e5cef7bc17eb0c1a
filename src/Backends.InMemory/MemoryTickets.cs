namespace CacheKit;

// Looks at several tickets together, and at the clock once for those that do not expire soon.
internal static class MemoryTickets
{
    public static int CountHeld(ReadOnlySpan<ValueTicket> tickets, MemoryClock clock, FrequencyBound? bound)
    {
        long soon = clock.Soon;
        int count = 0;
        foreach (ref readonly ValueTicket ticket in tickets)
        {
            if (ticket.Holder is not MemoryEntry { Value: not null } entry || (ticket.ExpiresAt <= soon && !clock.IsFuture(ticket.ExpiresAt)))
                break;

            bound?.RecordRead(entry);
            count++;
        }

        return count;
    }
}
