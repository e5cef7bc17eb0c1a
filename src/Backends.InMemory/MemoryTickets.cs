namespace CacheKit;

// Looks at several tickets together, and at the clock once for those that do not expire soon.
internal static class MemoryTickets
{
    public static int CountHeld(ReadOnlySpan<ValueTicket> tickets, MemoryClock clock, FrequencyBound? bound)
    {
        long soon = clock.Soon;
        int count = 0;
        while (count < tickets.Length && IsHeld(tickets[count], soon, clock))
            count++;
        if (bound is not null)
            RecordReads(tickets[..count], bound);
        return count;
    }

    private static bool IsHeld(in ValueTicket ticket, long soon, MemoryClock clock) =>
        ticket.Holder is MemoryEntry { Value: not null } && (ticket.ExpiresAt > soon || clock.IsFuture(ticket.ExpiresAt));

    private static void RecordReads(ReadOnlySpan<ValueTicket> tickets, FrequencyBound bound)
    {
        foreach (ref readonly ValueTicket ticket in tickets)
            bound.RecordRead((MemoryEntry)ticket.Holder!);
    }
}
