using System.Buffers;

namespace CacheKit.Benchmarks;

// Encoding and decoding of one object or payload, beside the bare library.
internal static class Payload
{
    public static byte[] Encode(ICoder coder, List<Order> orders)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(orders, output);
        return output.WrittenSpan.ToArray();
    }

    public static void MeasureCoder(
        string name, List<Order> orders, ICoder coder, Action<ArrayBufferWriter<byte>, List<Order>> encode, Func<byte[], List<Order>?> decode)
    {
        var output = new ArrayBufferWriter<byte>();
        encode(output, orders);
        byte[] bare = output.WrittenSpan.ToArray();
        byte[] own = Encode(coder, orders);
        Write(name, $"{orders.Count} orders", own.Length, bare.Length,
            () => encode(output, orders), () => coder.Encode(orders, output), () => decode(bare), () => coder.Decode<List<Order>>(own), output);
    }

    public static void MeasureTransform(
        string name, byte[] payload, IPayloadTransform transform, Action<ArrayBufferWriter<byte>> encode, Func<byte[], int> decode)
    {
        var context = new PayloadContext("benchmark:orders:1");
        var output = new ArrayBufferWriter<byte>();
        encode(output);
        byte[] bare = output.WrittenSpan.ToArray();
        output.ResetWrittenCount();
        transform.Encode(payload, context, output);
        byte[] own = output.WrittenSpan.ToArray();
        var restored = new ArrayBufferWriter<byte>(payload.Length + 16);
        Write(name, $"{payload.Length:N0} bytes", own.Length, bare.Length,
            () => encode(output), () => transform.Encode(payload, context, output), () => decode(bare), () =>
            {
                restored.ResetWrittenCount();
                transform.Decode(own, context, restored);
            }, output);
    }

    private static void Write(
        string name, string size, int length, int bareLength, Action bareEncode, Action encode, Action bareDecode, Action decode,
        ArrayBufferWriter<byte> output)
    {
        int calls = Math.Max(10, 20_000_000 / Math.Max(bareLength, 1_000) / 2);
        var results = Rounds.Measure(calls, Repeat(bareEncode, output), Repeat(encode, output), Repeat(bareDecode, output), Repeat(decode, output));
        double decodeRatio = results[3].Nanoseconds / results[2].Nanoseconds;
        Console.WriteLine(
            $"  {name,-12} {size,-14} {length,8:N0} B (bare {bareLength,8:N0})  encode {results[1].Nanoseconds / 1_000,8:N1} us {results[1].Ratio,5:N2} " +
            $"({results[1].Bytes:N0} B, bare {results[0].Bytes:N0})  decode {results[3].Nanoseconds / 1_000,8:N1} us {decodeRatio,5:N2} " +
            $"({results[3].Bytes:N0} B, bare {results[2].Bytes:N0})");
        Ratios.Add($"encode, {name}", size, results[1].Ratio, "the bare library");
        Ratios.Add($"decode, {name}", size, decodeRatio, "the bare library");
    }

    private static Action<int> Repeat(Action action, ArrayBufferWriter<byte> output) => calls =>
    {
        for (int call = 0; call < calls; call++)
        {
            output.ResetWrittenCount();
            action();
        }
    };
}
