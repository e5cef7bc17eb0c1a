namespace CacheKit;

// The settings that a factory makes for its entry through CacheContext. Read when the factory returns.
internal sealed class EntryDraft(object? previous, string? validator)
{
    // The boxed value that will be replaced; null if there is none.
    public object? Previous => previous;

    public string? PreviousValidator => validator;

    public string? Validator { get; set; }

    // Null to use the expiration of the entry's settings.
    public TimeSpan? Expiration { get; set; }

    public bool ShouldStore { get; set; } = true;

    public List<string> Tags { get; } = [];
}
