using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using CacheKit;
using CacheKit.Benchmarks;
using K4os.Compression.LZ4;
using MemoryPack;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.ReflectionProvider;
using ProtoBuf.Meta;
using ZstdSharp;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var messagePack = new MessagePackSerializer();
ITypeShape<List<Order>> shape = ReflectionTypeShapeProvider.Default.GetTypeShape<List<Order>>();
RuntimeTypeModel protobuf = RuntimeTypeModel.Create();
protobuf.IncludeDateTimeKind = true;
using var compressor = new Compressor(1);
using var decompressor = new Decompressor();
byte[] room = new byte[1_000_000];

if (args is ["encryption"])
{
    MeasureEncryption();
    return;
}

Console.WriteLine("Coders and transforms, beside the bare library: bytes, time, ratio and allocated bytes");
foreach (int count in new[] { 6, 570 })
{
    List<Order> orders = Order.Some(count);
    Payload.MeasureCoder("JSON", orders, new JsonCoder(),
        static (output, value) =>
        {
            using var writer = new Utf8JsonWriter(output);
            JsonSerializer.Serialize(writer, value);
        },
        static payload => JsonSerializer.Deserialize<List<Order>>(payload));
    Payload.MeasureCoder("MemoryPack", orders, new MemoryPackCoder(),
        static (output, value) => MemoryPackSerializer.Serialize(output, value),
        static payload => MemoryPackSerializer.Deserialize<List<Order>>(payload));
    Payload.MeasureCoder("MessagePack", orders, new MessagePackCoder(),
        (output, value) => messagePack.Serialize(output, value, shape),
        payload => messagePack.Deserialize(payload, shape));
    Payload.MeasureCoder("Protobuf", orders, new ProtobufCoder(protobuf),
        (output, value) => protobuf.Serialize(output, value),
        payload => protobuf.Deserialize<List<Order>>(payload));

    byte[] json = Payload.Encode(new JsonCoder(), orders);
    Payload.MeasureTransform("Brotli", json, new BrotliCompression(),
        output =>
        {
            BrotliEncoder.TryCompress(json, output.GetSpan(BrotliEncoder.GetMaxCompressedLength(json.Length)), out int written, quality: 1, window: 22);
            output.Advance(written);
        },
        payload => BrotliDecoder.TryDecompress(payload, room, out int written) ? written : 0);
    Payload.MeasureTransform("Zstandard", json, new ZstdCompression(),
        output => output.Advance(compressor.Wrap(json, output.GetSpan(Compressor.GetCompressBound(json.Length)))),
        payload => decompressor.Unwrap(payload, room));
    Payload.MeasureTransform("LZ4", json, new Lz4Compression(),
        output => output.Advance(LZ4Codec.Encode(json, output.GetSpan(LZ4Codec.MaximumOutputSize(json.Length)))),
        payload => LZ4Codec.Decode(payload, room));
}

MeasureEncryption();

static void MeasureEncryption()
{
    foreach (int length in new[] { 100, 1_024, 10_240, 102_400 })
        Encryption.Measure(length);
}
