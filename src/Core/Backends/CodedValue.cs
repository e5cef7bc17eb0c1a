namespace CacheKit;

/// <summary>A value that is held as its payload, so that each reader decodes one of its own.</summary>
/// <param name="payload">The coded bytes. Nobody may write to them any more.</param>
public sealed class CodedValue(ReadOnlyMemory<byte> payload) : CachedValue
{
    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> ToPayload() => payload;
}
