namespace CacheKit;

/// <summary>Composes coders.</summary>
public static class CoderExtensions
{
    /// <summary>
    /// Returns a coder that transforms the payloads of another coder: <c>new JsonCoder().Then(new BrotliCompression()).Then(encryption)</c>.
    /// </summary>
    /// <param name="coder">The coder that encodes before the transform and decodes after it.</param>
    /// <param name="transform">The transform.</param>
    /// <exception cref="ArgumentException">The transform compresses, and one before it encrypts.</exception>
    public static ICoder Then(this ICoder coder, IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentNullException.ThrowIfNull(transform);
        return (coder as TransformedCoder ?? new TransformedCoder(coder, [])).Then(transform);
    }

    // The coder of one entry.
    internal static ICoder For(this ICoder coder, string key) => coder is TransformedCoder transformed ? new KeyedCoder(transformed, key) : coder;

    internal static ICoder For(this ICoder coder, ReadOnlySpan<char> key) =>
        coder is TransformedCoder transformed ? new KeyedCoder(transformed, key.ToString()) : coder;
}
