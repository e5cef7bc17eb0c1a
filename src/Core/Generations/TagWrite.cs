namespace CacheKit;

// A generation that a tag is to have, and what the store was read to hold of the tag.
internal readonly record struct TagWrite(string Tag, TagGeneration Generation, StoreResult<CacheEntry?> Held)
{
    public TagWriteKind KindFor(bool canWriteConditionally) =>
        !canWriteConditionally ? TagWriteKind.Set
        : Held.Value is not null ? TagWriteKind.Replace
        : Held.Failed ? TagWriteKind.Set : TagWriteKind.Add;
}
