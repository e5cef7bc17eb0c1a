namespace CacheKit;

/// <summary>Makes the key of a call. Safe for use by many threads at once.</summary>
public interface IKeyBuilder
{
    /// <summary>
    /// The whole key of a call, its prefix and namespace included: an entry whose key doesn't begin as
    /// <see cref="CacheCall.KeyPrefix"/> says is not found by a clear of its namespace.
    /// </summary>
    string Build(in CacheCall call);
}
