namespace CacheKit;

/// <summary>A page of keys that an <see cref="IPagedListingBackend"/> lists.</summary>
/// <param name="Keys">The keys. A page may be empty although others follow.</param>
/// <param name="Next">The cursor of the next page; null: this is the last one.</param>
public readonly record struct KeyPage(IReadOnlyList<StoredKey> Keys, string? Next);
