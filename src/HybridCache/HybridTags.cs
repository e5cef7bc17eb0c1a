namespace CacheKit;

// The rules for tags of a HybridCache.
internal static class HybridTags
{
    // Stands for all entries.
    public const string Everything = "*";

    public static bool IsEmpty(string? tag) => string.IsNullOrWhiteSpace(tag);

    // Throws an ArgumentException for tags that an entry cannot have.
    public static void Validate(IReadOnlyList<string?> tags)
    {
        if (tags.Any(IsEmpty))
            throw new ArgumentException("A tag is null, empty or white space. Remove it: tags are optional.", nameof(tags));
        if (tags.Contains(Everything))
            throw new ArgumentException($"No entry can have the tag '{Everything}': its removal removes all entries.", nameof(tags));
    }
}
