namespace CacheKit;

// Refuses coders that encrypt above a backend that compresses, which could not save anything.
internal static class TransformOrder
{
    /// <exception cref="ArgumentException">A coder encrypts, and the backend compresses.</exception>
    public static void Require(ICacheBackend backend, ICoder coder, CachePolicies policies)
    {
        Require(backend, coder, "CacheOptions.Coder");
        foreach ((string name, CachePolicy policy) in policies.All)
            Require(backend, policy.Coder, $"The coder of the policy '{name}'");
    }

    /// <exception cref="ArgumentException">The coder encrypts, and the backend compresses.</exception>
    public static void Require(ICacheBackend backend, ICoder? coder, string name)
    {
        IEnumerable<IPayloadTransform> transforms = coder?.Parts().SelectMany(CoderParts.TransformsOf) ?? [];
        if (transforms.FirstOrDefault(transform => transform.IsEncrypting) is not { } encryption || CompressionOf(backend) is not { } compression)
            return;

        throw new ArgumentException(
            $"{name} encrypts, by {encryption.GetType().Name}, and the backend compresses, by {compression.GetType().Name}: encrypted payloads " +
            "can't be compressed. Compress and encrypt in the coder, or in the backend: Then(compression).Then(encryption).");
    }

    private static IPayloadTransform? CompressionOf(ICacheBackend backend)
    {
        IPayloadTransform? compression = null;
        for (TransformedBackend? next = backend.FindCapability<TransformedBackend>(); next is not null && compression is null;)
        {
            compression = next.Transforms.FirstOrDefault(transform => transform is PayloadCompression);
            next = next.Store.FindCapability<TransformedBackend>();
        }

        return compression;
    }
}
