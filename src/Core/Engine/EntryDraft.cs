namespace CacheKit;

// What the factory has said of the entry that it is computing. Read when it has ended.
internal sealed class EntryDraft(object? previous, string? validator)
{
    // The value that is to be replaced, in a box; null if there is none.
    public object? Previous => previous;

    public string? PreviousValidator => validator;

    public string? Validator { get; set; }

    // Null: as the entry's settings say.
    public TimeSpan? Expiration { get; set; }

    public bool ShouldStore { get; set; } = true;

    public List<string> Tags { get; } = [];
}
