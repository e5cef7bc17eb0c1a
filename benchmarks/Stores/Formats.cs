using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using K4os.Compression.LZ4;
using MemoryPack;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.ReflectionProvider;
using ProtoBuf.Meta;
using ZstdSharp;

namespace CacheKit.Benchmarks;

// The bare libraries are used as their documentation says, with objects that are made once.
internal static class Formats
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static IReadOnlyList<Format> All()
    {
        Format json = Json();
        return [json, MemoryPack(), MessagePack(), Protobuf(), Brotli(json), Zstandard(json), Lz4(json), AesGcm(json), AesGcm(Zstandard(MessagePack()))];
    }

    public static Format Json() => new(
        "JSON", new JsonCoder(), static orders => JsonSerializer.SerializeToUtf8Bytes(orders), static payload => JsonSerializer.Deserialize<List<Order>>(payload));

    private static Format MemoryPack() => new(
        "MemoryPack", new MemoryPackCoder(), static orders => MemoryPackSerializer.Serialize(orders),
        static payload => MemoryPackSerializer.Deserialize<List<Order>>(payload));

    private static Format MessagePack()
    {
        var serializer = new MessagePackSerializer();
        ITypeShape<List<Order>> shape = ReflectionTypeShapeProvider.Default.GetTypeShape<List<Order>>();
        return new("MessagePack", new MessagePackCoder(), orders => serializer.Serialize(orders, shape), payload => serializer.Deserialize(payload, shape));
    }

    private static Format Protobuf()
    {
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        model.IncludeDateTimeKind = true;
        return new(
            "Protobuf", new ProtobufCoder(model),
            orders =>
            {
                using var output = new MemoryStream();
                model.Serialize(output, orders);
                return output.ToArray();
            },
            payload => model.Deserialize<List<Order>>(payload.AsSpan()));
    }

    // The length of the decompressed payload precedes it, as with the others, whose formats contain it.
    private static Format Brotli(Format format) => format.Then(
        "Brotli", new BrotliCompression(),
        static payload =>
        {
            byte[] room = new byte[sizeof(int) + BrotliEncoder.GetMaxCompressedLength(payload.Length)];
            BitConverter.TryWriteBytes(room, payload.Length);
            BrotliEncoder.TryCompress(payload, room.AsSpan(sizeof(int)), out int written, quality: 1, window: 22);
            return room[..(sizeof(int) + written)];
        },
        static payload =>
        {
            byte[] restored = new byte[BitConverter.ToInt32(payload)];
            BrotliDecoder.TryDecompress(payload.AsSpan(sizeof(int)), restored, out _);
            return restored;
        });

    // The objects of the library are not safe for concurrent use.
    private static Format Zstandard(Format format)
    {
        var compressors = new ThreadLocal<Compressor>(static () => new Compressor(1));
        var decompressors = new ThreadLocal<Decompressor>(static () => new Decompressor());
        return format.Then(
            "Zstandard", new ZstdCompression { MinPayload = 500 },
            payload => compressors.Value!.Wrap(payload).ToArray(), payload => decompressors.Value!.Unwrap(payload).ToArray());
    }

    private static Format Lz4(Format format) => format.Then(
        "LZ4", new Lz4Compression(), static payload => LZ4Pickler.Pickle(payload), static payload => LZ4Pickler.Unpickle(payload));

    private static Format AesGcm(Format format)
    {
        byte[] key = RandomNumberGenerator.GetBytes(32);
        var ciphers = new ThreadLocal<AesGcm>(() => new AesGcm(key, TagLength));
        return format.Then(
            "AES-GCM", new PayloadEncryption(keys => keys.Add("2026-11", key)),
            payload =>
            {
                byte[] sealedPayload = new byte[NonceLength + TagLength + payload.Length];
                Span<byte> nonce = sealedPayload.AsSpan(0, NonceLength);
                RandomNumberGenerator.Fill(nonce);
                ciphers.Value!.Encrypt(
                    nonce, payload, sealedPayload.AsSpan(NonceLength + TagLength), sealedPayload.AsSpan(NonceLength, TagLength));
                return sealedPayload;
            },
            sealedPayload =>
            {
                byte[] payload = new byte[sealedPayload.Length - NonceLength - TagLength];
                ciphers.Value!.Decrypt(
                    sealedPayload.AsSpan(0, NonceLength), sealedPayload.AsSpan(NonceLength + TagLength),
                    sealedPayload.AsSpan(NonceLength, TagLength), payload);
                return payload;
            });
    }
}
