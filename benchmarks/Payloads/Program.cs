using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
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
byte[] key = RandomNumberGenerator.GetBytes(32);
using var compressor = new Compressor(1);
using var decompressor = new Decompressor();
using var aes = new AesGcm(key, 16);
byte[] room = new byte[1_000_000];

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
    Payload.MeasureTransform("AES-GCM", json, new PayloadEncryption(keys => keys.Add("2026-11", key)),
        output =>
        {
            Span<byte> span = output.GetSpan(json.Length + 28);
            RandomNumberGenerator.Fill(span[..12]);
            aes.Encrypt(span[..12], json, span.Slice(28, json.Length), span.Slice(12, 16));
            output.Advance(json.Length + 28);
        },
        payload =>
        {
            aes.Decrypt(payload.AsSpan(0, 12), payload.AsSpan(28), payload.AsSpan(12, 16), room.AsSpan(0, payload.Length - 28));
            return payload.Length - 28;
        });
}
