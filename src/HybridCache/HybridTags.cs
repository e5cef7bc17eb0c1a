namespace CacheKit;

// The rules for tags of a HybridCache.
internal static class HybridTags
{
    // Stands for all entries.
    public const string Everything = "*";

    public static bool IsEmpty(string? tag) => string.IsNullOrWhiteSpace(tag);

    // Throws an ArgumentException for a tag that an entry cannot have.
    public static void Validate(string? tag)
    {
        if (IsEmpty(tag))
            throw new ArgumentException("A tag is null, empty or white space. Remove it: tags are optional.", "tags");
        if (tag == Everything)
            throw new ArgumentException($"The tag '{Everything}' stands for all entries when it is removed, so no entry can have it.", "tags");
    }
}
