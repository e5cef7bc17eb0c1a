namespace CacheKit;

/// <summary>
/// The optional capability of a backend to list the keys of its store page by page, with a bounded amount of work for each page.
/// </summary>
/// <remarks>
/// Following the cursors to the end lists each key that exists, unexpired, from the first page to the last at least once, in no particular
/// order, also if other keys are set and removed meanwhile. Keys that are set or removed during the walk may be listed or not.
/// </remarks>
public interface IPagedListingBackend : IListingBackend
{
    /// <summary>Lists one page of the keys with a prefix, which is literal text that is compared ordinally.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="cursor">
    /// <see cref="KeyPage.Next"/> of the previous page of the same prefix; null: the first page. It is opaque text. It may be kept and used
    /// again, also by another process on the same kind of store, unless the backend's documentation limits that.
    /// </param>
    /// <param name="size">
    /// About how many keys the store examines for the page, 1 or more. The page holds about as many keys at most, and fewer if not all keys
    /// of the store have the prefix.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FormatException">The cursor is not one of this backend.</exception>
    ValueTask<KeyPage> ListPageAsync(string prefix, string? cursor, int size, CancellationToken cancellationToken = default);
}
