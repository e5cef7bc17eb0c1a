namespace CacheKit;

internal sealed class FullMetadata(TagMarks tags, EntryLifetime? lifetime, string? validator) : EntryMetadata(tags)
{
    public override EntryLifetime? Lifetime => lifetime;

    public override string? Validator => validator;
}
