namespace CacheKit;

// What a composed coder consists of. A part is the coder of some types: a coder, its transforms, and a limit.
internal static class CoderParts
{
    // The coder of one entry. A limit does not apply to decoding, so it is left out.
    public static ICoder OfEntry<T>(this ICoder coder, string key)
    {
        coder = coder.PartOf<T>().Unlimited();
        return coder is TransformedCoder transformed ? new KeyedCoder(transformed, key) : coder;
    }

    public static ICoder OfEntry<T>(this ICoder coder, ReadOnlySpan<char> key)
    {
        coder = coder.PartOf<T>().Unlimited();
        return coder is TransformedCoder transformed ? new KeyedCoder(transformed, key.ToString()) : coder;
    }

    // Whether values of the type may keep their payload. A coder that can't tell will fail when it decodes, and is reported then.
    public static bool Keeps<T>(this ICoder coder)
    {
        try
        {
            return coder.PartOf<T>().Unlimited() is IMemoryCoder keeping && keeping.Keeps<T>();
        }
        catch (Exception)
        {
            return true;
        }
    }

    // Null: the coder has no limit of its own.
    public static int? MaxPayloadOf<T>(this ICoder coder) => (coder.PartOf<T>() as LimitedCoder)?.MaxPayload;

    public static ICoder PartOf<T>(this ICoder coder) => coder is TypedCoder typed ? typed.Of(typeof(T)) : coder;

    public static IEnumerable<ICoder> Parts(this ICoder coder) => coder is TypedCoder typed ? typed.Parts : [coder];

    // Replaces the coders that encode values, and keeps everything else.
    public static ICoder WithCoder(this ICoder coder, Func<ICoder, ICoder> replace) => coder switch
    {
        TypedCoder typed => typed.Select(part => part.WithCoder(replace)),
        LimitedCoder limited => new LimitedCoder(limited.Coder.WithCoder(replace), limited.MaxPayload),
        TransformedCoder transformed => transformed.Of(replace(transformed.Coder)),
        FailingCoder failing => throw failing.Failure,
        _ => replace(coder),
    };

    public static IReadOnlyList<IPayloadTransform> TransformsOf(ICoder part) => (part.Unlimited() as TransformedCoder)?.Transforms ?? [];

    public static ICoder Unlimited(this ICoder part) => part is LimitedCoder limited ? limited.Coder : part;
}
