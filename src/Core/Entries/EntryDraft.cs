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

    // The expiration with that of the settings; null: the entry never expires.
    public TimeSpan? ExpirationOr(TimeSpan? expiration) =>
        Expiration is not { } own ? expiration : own == TimeSpan.MaxValue ? null : own;

    public List<string> Tags { get; } = [];

    // The keys of the tags whose marks may not have been taken before the computation: those that the factory has added, and those of settings that
    // store nothing, if the factory stores the entry all the same.
    public IReadOnlyCollection<string> LateTags(EntrySettings settings, KeySpace keys)
    {
        if (!ShouldStore || ExpirationOr(settings.Expiration) <= TimeSpan.Zero)
            return [];

        return [.. Tags.Select(keys.OfTag).Union(settings is { ShouldStore: false, Tags: { } own } ? own : [])];
    }
}
