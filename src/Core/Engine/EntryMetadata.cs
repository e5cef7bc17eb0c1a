namespace CacheKit;

// What is kept with a value besides it. An entry without a lifetime of its own is fresh for as long as its store has it. There is one of these for
// each entry that has any, so a form of it has only what its entries need.
internal class EntryMetadata
{
    public static readonly EntryMetadata None = new([]);

    protected EntryMetadata(TagMark[] marks) => Marks = marks;

    public TagMark[] Marks { get; }

    public virtual EntryLifetime? Lifetime => null;

    public virtual string? Validator => null;

    public bool IsNone => this == None;

    public static EntryMetadata Of(TagMark[] marks, EntryLifetime? lifetime = null, string? validator = null)
    {
        if (validator is not null || lifetime is { IsPlain: false })
            return new FullMetadata(marks, lifetime, validator);
        if (lifetime is { } plain)
            return new PlainLifetimeMetadata(marks, plain);
        return marks.Length == 0 ? None : new EntryMetadata(marks);
    }

    public EntryMetadata With(EntryLifetime lifetime) => Of(Marks, lifetime, Validator);
}
