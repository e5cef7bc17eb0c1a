namespace CacheKit;

/// <summary>The optional power of a backend to list the keys it holds.</summary>
public interface IListingBackend : ICacheBackend
{
    /// <summary>
    /// The keys that begin with a prefix, taken literally and by ordinal comparison, in no order. What is set or removed
    /// meanwhile may be listed or not; every other key that is not expired is listed, by some stores more than once.
    /// </summary>
    IAsyncEnumerable<StoredKey> ListAsync(string prefix, CancellationToken cancellationToken = default);
}
