namespace CacheKit;

/// <summary>Composes coders.</summary>
public static class CoderExtensions
{
    /// <summary>A coder whose payloads go through a transform, for example <c>new JsonCoder().Then(new Brotli()).Then(new Encryption())</c>.</summary>
    /// <param name="coder">The coder, which encodes first and decodes last.</param>
    /// <param name="transform">The transform of its payloads.</param>
    public static ICoder Then(this ICoder coder, IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentNullException.ThrowIfNull(transform);
        return new TransformedCoder(coder, transform);
    }
}
