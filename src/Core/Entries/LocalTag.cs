namespace CacheKit;

// The record of a tag in a store in this process. It has weak references to the marks that entries and computations hold. When none is
// left, the store may drop the record.
internal sealed class LocalTag : CachedValue
{
    private readonly string _key;
    private readonly (TagGeneration Generation, WeakReference<TagMark> Mark)[] _generations;
    private bool _isRetired;

    private LocalTag(string key, (TagGeneration Generation, WeakReference<TagMark> Mark)[] generations)
    {
        _key = key;
        _generations = generations;
    }

    public TagGeneration Present => _generations[0].Generation;

    public override bool MakesOthersObsolete => true;

    // A tag with one mark, that its caller must hold.
    public static LocalTag New(string key, TagGeneration generation, out TagMark mark)
    {
        mark = new TagMark(key, generation);
        return new LocalTag(key, [(generation, new WeakReference<TagMark>(mark))]);
    }

    // Parses a record that was stored as bytes; null if it is invalid.
    public static LocalTag? Of(string key, ReadOnlySpan<byte> record)
    {
        TagGeneration[]? generations = TagRecord.GenerationsIn(record);
        return generations is null ? null : new LocalTag(key, Array.ConvertAll(generations, generation => (generation, new WeakReference<TagMark>(null!))));
    }

    // The record after a soft eviction.
    public LocalTag After(TagGeneration next) =>
        new(_key, [(next, new WeakReference<TagMark>(null!)), .. _generations.Take(TagRecord.MaxGenerations - 1)]);

    // The mark of the current generation; null if the record may be dropped.
    public TagMark? TakeMark()
    {
        lock (_generations)
        {
            if (_isRetired)
                return null;

            (TagGeneration generation, WeakReference<TagMark> reference) = _generations[0];
            if (!reference.TryGetTarget(out TagMark? mark))
                reference.SetTarget(mark = new TagMark(_key, generation));
            return mark;
        }
    }

    public TagState StateOf(TagGeneration generation)
    {
        int index = Array.FindIndex(_generations, one => one.Generation == generation);
        return index switch
        {
            < 0 => TagState.Evicted,
            0 => TagState.Current,
            _ => TagState.SoftlyEvicted,
        };
    }

    public override bool IsObsoleteIn(IValueBackend backend)
    {
        lock (_generations)
            return _isRetired = !Array.Exists(_generations, one => one.Mark.TryGetTarget(out _));
    }

    public override ReadOnlyMemory<byte> ToPayload() => TagRecord.Of(Array.ConvertAll(_generations, one => one.Generation));
}
