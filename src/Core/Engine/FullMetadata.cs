namespace CacheKit;

internal sealed class FullMetadata(TagMark[] marks, EntryLifetime? lifetime, string? validator) : EntryMetadata(marks)
{
    public override EntryLifetime? Lifetime => lifetime;

    public override string? Validator => validator;
}
