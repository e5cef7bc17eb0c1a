namespace CacheKit;

// What is kept with a value besides it. An entry without a lifetime of its own is fresh for as long as its store has it. Most entries that have any have
// one of their own, so a form of it has only what its entries need.
internal class EntryMetadata
{
    public static readonly EntryMetadata None = new(TagMarks.None);

    public EntryMetadata(TagMarks tags) => Tags = tags;

    public TagMarks Tags { get; }

    public TagMark[] Marks => Tags.All;

    public virtual EntryLifetime? Lifetime => null;

    public virtual string? Validator => null;

    public bool IsNone => this == None;

    public static EntryMetadata Of(TagMark[] marks, EntryLifetime? lifetime = null, string? validator = null) =>
        Of(TagMarks.Of(marks), lifetime, validator);

    public EntryMetadata With(EntryLifetime lifetime) => Of(Tags, lifetime, Validator);

    private static EntryMetadata Of(TagMarks tags, EntryLifetime? lifetime, string? validator)
    {
        if (validator is not null || lifetime is { IsPlain: false })
            return new FullMetadata(tags, lifetime, validator);
        if (lifetime is { } plain)
            return new PlainLifetimeMetadata(tags, plain);
        return tags.All.Length switch
        {
            0 => None,
            1 => tags.All[0].Alone,
            _ => new EntryMetadata(tags),
        };
    }
}
