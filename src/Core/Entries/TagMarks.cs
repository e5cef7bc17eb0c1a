namespace CacheKit;

// The marks of an entry's tags. Entries with the same single tag share one object.
internal sealed class TagMarks(TagMark[] marks)
{
    public static readonly TagMarks None = new([]);

    // The backend's number of changes before all tags were last found current: while it stays the same, they still are, and a hit looks at no
    // tag. Zero: unknown.
    private long _currentSince;

    public TagMark[] All => marks;

    public static TagMarks Of(TagMark[] marks) => marks.Length switch
    {
        0 => None,
        1 => marks[0].Alone.Tags,
        _ => new TagMarks(marks),
    };

    // The state of the entry's tags in a store in this process.
    public TagState StateIn(IValueBackend backend) => marks.Length == 0 ? TagState.Current : StateOfAllIn(backend);

    private TagState StateOfAllIn(IValueBackend backend)
    {
        long changes = backend.ObsoletingChanges;
        if (changes != 0 && Volatile.Read(ref _currentSince) == changes)
            return TagState.Current;

        var worst = TagState.Current;
        bool isCounted = changes != 0;
        foreach (TagMark mark in marks)
        {
            TagState state = mark.StateIn(backend);
            worst = state > worst ? state : worst;
            isCounted &= mark.IsRecordCounted;
        }

        if (worst == TagState.Current && isCounted)
            Volatile.Write(ref _currentSince, changes);
        return worst;
    }
}
