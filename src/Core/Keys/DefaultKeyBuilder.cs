namespace CacheKit;

/// <summary>
/// Readable keys: <c>{prefix}:{namespace}:Users.FindAsync(id=7)</c> for a function,
/// <c>{prefix}:{namespace}:GET http://host/users/7?a=1&amp;b=2</c> for an endpoint. Different calls never share one.
/// </summary>
/// <remarks>A key of 1,024 characters or more keeps its head and ends in the SHA-256 of the whole.</remarks>
public sealed class DefaultKeyBuilder : IKeyBuilder
{
    /// <inheritdoc/>
    public string Build(in CacheCall call) =>
        new KeySpace(call.Prefix).Compose(call.Namespace, call.Readable);
}
