namespace CacheKit;

/// <summary>The optional capability of a backend to list the keys of its store.</summary>
public interface IListingBackend : ICacheBackend
{
    /// <summary>
    /// Lists the keys with a prefix, which is literal text that is compared ordinally, in no particular order. Keys that are set or removed
    /// during the call may be listed or not. All other keys that have not expired are listed, by some stores more than once.
    /// </summary>
    IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
