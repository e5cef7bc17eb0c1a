namespace CacheKit;

/// <summary>Builds the keys of calls. Implementations must be thread-safe.</summary>
public interface IKeyBuilder
{
    /// <summary>
    /// Returns the full key of a call, including prefix and namespace. If it does not start with <see cref="CacheCall.KeyPrefix"/>,
    /// clearing the namespace does not remove the entry. If the key is empty, the call is not cached.
    /// </summary>
    string Build(in CacheCall call);
}
