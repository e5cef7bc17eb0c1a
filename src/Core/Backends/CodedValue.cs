namespace CacheKit;

/// <summary>A value that is held as its payload: each reader decodes its own instance.</summary>
/// <param name="payload">The coded bytes. They must not be modified.</param>
public sealed class CodedValue(ReadOnlyMemory<byte> payload) : CachedValue
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> ToPayload() => payload;
}
