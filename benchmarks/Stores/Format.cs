namespace CacheKit.Benchmarks;

// A coder of CacheKit, with its transforms, beside the bare libraries that it uses. The other caches take part only in the comparison of JSON.
internal sealed record Format(string Name, ICoder Coder, Func<List<Order>, byte[]> Encode, Func<byte[], List<Order>?> Decode)
{
    // Compresses or encrypts the payloads of this format.
    public Format Then(string name, IPayloadTransform transform, Func<byte[], byte[]> encode, Func<byte[], byte[]> decode) =>
        new($"{Name}, {name}", Coder.Then(transform), orders => encode(Encode(orders)), payload => Decode(decode(payload)));
}
