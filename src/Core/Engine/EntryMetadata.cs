namespace CacheKit;

// What is kept with a value besides it. An entry without a lifetime of its own is fresh for as long as its store has it.
internal sealed record EntryMetadata(TagMark[] Marks, EntryLifetime? Lifetime = null, string? Validator = null)
{
    public static readonly EntryMetadata None = new([]);

    public bool IsNone => Marks.Length == 0 && Lifetime is null && Validator is null;
}
