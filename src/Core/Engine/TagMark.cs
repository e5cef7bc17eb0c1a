namespace CacheKit;

// What an entry carries of one of its tags: the key under which the store holds the tag's generation, and which it was before
// the entry's value was computed. Of any other generation, or of none, the entry is outdated. In a store in this process all entries of a
// generation share one mark.
internal sealed class TagMark(string key, TagGeneration generation)
{
    // Of the record in which the generation was last found to be the present one: while the store holds that record, it still is.
    private StoredTicket? _ticket;

    public string Key => key;

    public TagGeneration Generation => generation;

    // What has become of the tag in a store in this process.
    public TagState StateIn(IValueBackend backend) =>
        Volatile.Read(ref _ticket) is { } present && backend.IsHeld(present.Ticket) ? TagState.Current : LookUpIn(backend);

    private TagState LookUpIn(IValueBackend backend)
    {
        TagState state = backend.GetValueWithTicket(key, out ValueTicket ticket) switch
        {
            null => TagState.Evicted,
            LocalTag tag => tag.StateOf(generation),
            { } record => TagRecord.StateOf(record.ToPayload().Span, generation),
        };
        Volatile.Write(ref _ticket, state == TagState.Current ? new StoredTicket(ticket) : null);
        return state;
    }

    // An object, so that it changes as a whole.
    private sealed record StoredTicket(ValueTicket Ticket);
}
