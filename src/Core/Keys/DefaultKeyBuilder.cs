namespace CacheKit;

/// <summary>
/// Builds readable keys: <c>{prefix}:{namespace}:Users.FindAsync(id=7)</c> for a function,
/// <c>{prefix}:{namespace}:GET http://host/users/7?a=1&amp;b=2</c> for an endpoint. Different calls never share a key.
/// </summary>
/// <remarks>A key of 1,024 characters or more is truncated and ends with the SHA-256 hash of the whole key.</remarks>
public sealed class DefaultKeyBuilder : IKeyBuilder
{
    /// <inheritdoc/>
    public string Build(in CacheCall call) =>
        new KeySpace(call.Prefix).Compose(call.Namespace, call.Readable);
}
