namespace CacheKit;

/// <summary>Composes coders.</summary>
public static class CoderExtensions
{
    /// <summary>
    /// Returns a coder that transforms the payloads of another coder: <c>new JsonCoder().Then(new BrotliCompression()).Then(encryption)</c>.
    /// </summary>
    /// <param name="coder">The coder that encodes before the transform and decodes after it. If it has several parts, all of them do.</param>
    /// <param name="transform">The transform.</param>
    /// <exception cref="ArgumentException">The transform compresses, and one before it encrypts.</exception>
    public static ICoder Then(this ICoder coder, IPayloadTransform transform)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentNullException.ThrowIfNull(transform);
        return coder switch
        {
            TypedCoder typed => typed.Select(part => part.Then(transform)),
            LimitedCoder limited => new LimitedCoder(limited.Coder.Then(transform), limited.MaxPayload),
            TransformedCoder transformed => transformed.Then(transform),
            _ => new TransformedCoder(coder, [transform]),
        };
    }

    /// <summary>
    /// Returns a coder that uses another coder for the values of one type: <c>new JsonCoder().For&lt;Order&gt;(new MemoryPackCoder())</c>.
    /// </summary>
    /// <typeparam name="T">
    /// The type as it is declared where the value is cached. It does not include lists of it, derived types, or its nullable type.
    /// </typeparam>
    /// <param name="coder">The coder of all other types.</param>
    /// <param name="other">The coder of the type, which may have transforms and a limit of its own.</param>
    public static ICoder For<T>(this ICoder coder, ICoder other) => coder.For(static type => type == typeof(T), other);

    /// <summary>Returns a coder that uses another coder for some types.</summary>
    /// <param name="coder">The coder of all other types.</param>
    /// <param name="types">
    /// Whether a declared type belongs to the other coder. It is called once for each type, and must return the same in every process. If a type
    /// belongs to several, the one that was added last is used. If it throws, values of the type are returned to callers and not stored outside
    /// this process.
    /// </param>
    /// <param name="other">The coder of the types, which may have transforms and a limit of its own.</param>
    public static ICoder For(this ICoder coder, Func<Type, bool> types, ICoder other)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentNullException.ThrowIfNull(types);
        ArgumentNullException.ThrowIfNull(other);
        return new TypedCoder(coder, types, other);
    }

    /// <summary>
    /// Returns a coder whose longer payloads are not stored outside this process: their values are only returned to callers, with one warning for
    /// each type. The limit replaces an earlier one, and <see cref="StoreOptions.MaxPayload"/>. Longer payloads are still decoded.
    /// </summary>
    /// <param name="coder">The coder. If it has several parts, the limit applies to each.</param>
    /// <param name="maxPayload">
    /// The length of the longest payload, in bytes, after the transforms of the coder, including those that are added later. 1 or more.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The length is zero or negative.</exception>
    public static ICoder WithMaxPayload(this ICoder coder, int maxPayload)
    {
        ArgumentNullException.ThrowIfNull(coder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPayload);
        return coder switch
        {
            TypedCoder typed => typed.Select(part => part.WithMaxPayload(maxPayload)),
            LimitedCoder limited => new LimitedCoder(limited.Coder, maxPayload),
            _ => new LimitedCoder(coder, maxPayload),
        };
    }
}
