namespace CacheKit;

// The marks of the generations that this process has lately read from the store or stored there, and how long the store keeps them. Any of them
// may be outdated, so whoever uses one asks the store. Tags with the same slot displace each other.
internal sealed class RecentMarks(TimeProvider time)
{
    private const int Slots = 4_096;

    private Slot?[]? _slots;

    // The marks for an entry with this expiration; null unless those of all tags are known.
    public TagMark[]? Of(string[] tags, TimeSpan? expiration)
    {
        if (Volatile.Read(ref _slots) is not { } slots)
            return null;

        DateTimeOffset now = time.GetUtcNow();
        var marks = new TagMark[tags.Length];
        for (int i = 0; i < marks.Length; i++)
        {
            if (slots[IndexOf(tags[i])] is not { } slot || slot.Mark.Key != tags[i] || !TagRecords.Outlives(slot.Until - now, expiration))
                return null;
            marks[i] = slot.Mark;
        }

        return marks;
    }

    // A time to live of null: the store keeps the generation until it is replaced.
    public void Remember(TagMark mark, TimeSpan? timeToLive)
    {
        Slot?[] slots = Volatile.Read(ref _slots) ?? Interlocked.CompareExchange(ref _slots, new Slot?[Slots], null) ?? _slots;
        DateTimeOffset now = time.GetUtcNow();
        slots[IndexOf(mark.Key)] = new Slot(mark, timeToLive < DateTimeOffset.MaxValue - now ? now + timeToLive : null);
    }

    public void Forget(string tag)
    {
        if (Volatile.Read(ref _slots) is { } slots && slots[IndexOf(tag)]?.Mark.Key == tag)
            slots[IndexOf(tag)] = null;
    }

    private static int IndexOf(string tag) => (int)((uint)tag.GetHashCode(StringComparison.Ordinal) % Slots);

    private sealed record Slot(TagMark Mark, DateTimeOffset? Until);
}
