namespace CacheKit;

// Refuses coders that encrypt above a backend that compresses, which could not save anything.
internal static class TransformOrder
{
    /// <exception cref="ArgumentException">A coder encrypts, and the backend compresses.</exception>
    public static void Require(ICacheBackend backend, ICoder coder, CachePolicies policies)
    {
        IReadOnlyList<IPayloadTransform>? transforms = backend.FindCapability<TransformedBackend>()?.Transforms;
        if (transforms?.FirstOrDefault(transform => transform is PayloadCompression) is not { } compression)
            return;

        Require(compression, coder, "CacheOptions.Coder");
        foreach ((string name, CachePolicy policy) in policies.All)
            Require(compression, policy.Coder, $"The coder of the policy '{name}'");
    }

    private static void Require(IPayloadTransform compression, ICoder? coder, string name)
    {
        IReadOnlyList<IPayloadTransform>? transforms = (coder as TransformedCoder)?.Transforms;
        if (transforms?.FirstOrDefault(transform => transform.IsEncrypting) is not { } encryption)
            return;

        throw new ArgumentException(
            $"{name} encrypts, by {encryption.GetType().Name}, and the backend compresses, by {compression.GetType().Name}: encrypted payloads " +
            "can't be compressed. Compress and encrypt in the coder, or in the backend: Then(compression).Then(encryption).");
    }
}
