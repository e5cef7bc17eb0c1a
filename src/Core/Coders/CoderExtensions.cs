namespace CacheKit;

/// <summary>Composes coders.</summary>
public static class CoderExtensions
{
    /// <summary>
    /// Returns a coder that transforms the payloads of another coder: <c>new JsonCoder().Then(new Brotli()).Then(new Encryption())</c>.
    /// </summary>
    /// <param name="coder">The coder that encodes before the transform and decodes after it.</param>
    /// <param name="transform">The transform.</param>
    public static ICoder Then(this ICoder coder, IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentNullException.ThrowIfNull(transform);
        return new TransformedCoder(coder, transform);
    }
}
