namespace CacheKit;

// What the factory has said of the entry that it is computing. Read when it has ended.
internal sealed class EntryDraft(object? old, string? validator)
{
    // The value that is to be replaced, in a box; null if there is none.
    public object? Old => old;

    public string? OldValidator => validator;

    public string? Validator { get; set; }

    // Null: as the entry's settings say.
    public TimeSpan? Expiration { get; set; }

    public bool IsStored { get; set; } = true;

    public List<string> Tags { get; } = [];
}
