namespace CacheKit;

// What an entry carries of one of its tags: the key under which the store holds the tag's generation, and which it was before
// the entry's value was computed. Of any other generation, or of none, the entry is outdated. In a store in this process all entries of a
// generation share one mark.
internal sealed class TagMark(string key, TagGeneration generation)
{
    // Of the record in which the generation was last found to be the present one: while the store holds that record, it still is.
    private StoredTicket? _ticket;
    private EntryMetadata? _alone;

    public string Key => key;

    public TagGeneration Generation => generation;

    // The metadata of an entry with this tag and nothing else, which all of them share.
    public EntryMetadata Alone => _alone ?? Interlocked.CompareExchange(ref _alone, new EntryMetadata(new TagMarks([this])), null) ?? _alone;

    // Whether IValueBackend.ObsoletingChanges counts the removal of the record in which the generation was last found.
    public bool IsRecordCounted => Volatile.Read(ref _ticket) is { IsCounted: true };

    // What has become of the tag in a store in this process.
    public TagState StateIn(IValueBackend backend) =>
        Volatile.Read(ref _ticket) is { } present && backend.IsHeld(present.Ticket) ? TagState.Current : LookUpIn(backend);

    private TagState LookUpIn(IValueBackend backend)
    {
        CachedValue? held = backend.GetValueWithTicket(key, out ValueTicket ticket);
        TagState state = held switch
        {
            null => TagState.Evicted,
            LocalTag tag => tag.StateOf(generation),
            { } record => TagRecord.StateOf(record.ToPayload().Span, generation),
        };
        Volatile.Write(ref _ticket, state == TagState.Current ? new StoredTicket(ticket, held!.MakesOthersObsolete) : null);
        return state;
    }

    // An object, so that it changes as a whole.
    private sealed record StoredTicket(ValueTicket Ticket, bool IsCounted);
}
