namespace CacheKit;

// How the responses are read whose tags this process knows, because it has stored or read them lately: output caching does not name the tags
// when it reads, and with them the store is asked for their generations together with the response. Wrong tags cost a trip and change no
// result. Responses with the same slot displace each other.
internal sealed class RecentTags(EntrySettings untagged)
{
    private const int Slots = 4_096;

    private readonly Slot?[] _slots = new Slot?[Slots];

    public EntrySettings SettingsOf(string key) => SlotOf(key) is { } slot && slot.Key == key ? slot.Settings : untagged;

    // The keys of the records of the tags.
    public void Remember(string key, string[] tags)
    {
        ref Slot? slot = ref SlotOf(key);
        if (slot is { } known && known.Key == key && known.Settings.Tags.AsSpan().SequenceEqual(tags))
            return;

        if (tags.Length > 0)
            slot = new Slot(key, untagged with { Tags = tags });
        else if (slot?.Key == key)
            slot = null;
    }

    private ref Slot? SlotOf(string key) => ref _slots[(uint)key.GetHashCode(StringComparison.Ordinal) % Slots];

    private sealed record Slot(string Key, EntrySettings Settings);
}
