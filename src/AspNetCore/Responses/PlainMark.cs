using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The white space after a plain response, which contains its entity tag and its lifetime, so that a hit computes no hash, parses no JSON and
// asks the store for no time to live. JSON allows it, and it is invisible to people who look at the store. Each character is a bit, a tab for
// 1 and a space for 0, the lowest bit of each byte first:
//
//   hash      16 bytes   from which the entity tag is made
//   created   6 bytes    ms since 1970 UTC
//   lifetime  6 bytes    ms from created until the expiration; ResponseLayout.Never if it never expires
//   checksum  4 bytes    CRC-32C of the body and of the mark before it
//
// Numbers are little-endian.
internal static class PlainMark
{
    public const int Length = 8 * BytesLength;

    private const int BytesLength = ChecksumStart + sizeof(uint);
    private const int ChecksumStart = LifetimeStart + TimeLength;
    private const int LifetimeStart = CreatedStart + TimeLength;
    private const int CreatedStart = EntityTags.HashLength;
    private const int TimeLength = 6;

    private const byte Zero = (byte)' ';
    private const byte One = (byte)'\t';

    // The bytes of a plain response. One that is not dated has no mark.
    public static byte[] Append(CachedResponse response)
    {
        ReadOnlySpan<byte> body = response.Body.Span;
        if (!response.IsDated)
            return body.ToArray();

        Span<byte> mark = stackalloc byte[BytesLength];
        EntityTags.CopyHash(response.EntityTag, mark);
        BinaryPrimitives.WriteInt64LittleEndian(mark[CreatedStart..], response.Created!.Value.ToUnixTimeMilliseconds());
        BinaryPrimitives.WriteInt64LittleEndian(mark[LifetimeStart..], ResponseLayout.MillisecondsOf(response.FreshFor));
        BinaryPrimitives.WriteUInt32LittleEndian(mark[ChecksumStart..], ChecksumOf(body, mark));

        byte[] payload = new byte[body.Length + Length];
        body.CopyTo(payload);
        for (int bit = 0; bit < Length; bit++)
            payload[body.Length + bit] = (mark[bit / 8] & (1 << (bit % 8))) == 0 ? Zero : One;
        return payload;
    }

    public static bool IsAfter(ReadOnlySpan<byte> payload) =>
        payload.Length > Length && !payload[^Length..].ContainsAnyExcept(Zero, One);

    // Null if the body or the mark was changed.
    public static CachedResponse? Read(ReadOnlyMemory<byte> payload, KeyValuePair<string, StringValues>[] headers)
    {
        ReadOnlyMemory<byte> body = payload[..^Length];
        Span<byte> mark = stackalloc byte[BytesLength];
        ReadBits(payload.Span[^Length..], mark);
        if (BinaryPrimitives.ReadUInt32LittleEndian(mark[ChecksumStart..]) != ChecksumOf(body.Span, mark))
            return null;

        return new CachedResponse
        {
            StatusCode = 200,
            Headers = headers,
            Body = body,
            GeneratedTag = EntityTags.OfHash(mark[..EntityTags.HashLength]),
            Created = DateTimeOffset.FromUnixTimeMilliseconds(ReadTime(mark[CreatedStart..])),
            FreshFor = ResponseLayout.FreshForOf(ReadTime(mark[LifetimeStart..])),
        };
    }

    private static uint ChecksumOf(ReadOnlySpan<byte> body, ReadOnlySpan<byte> mark) => Checksum.Of(mark[..ChecksumStart], Checksum.Of(body));

    private static long ReadTime(ReadOnlySpan<byte> bytes) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((long)BinaryPrimitives.ReadUInt16LittleEndian(bytes[sizeof(uint)..]) << 32);

    private static void ReadBits(ReadOnlySpan<byte> characters, Span<byte> bytes)
    {
        Vector128<byte> one = Vector128.Create(One);
        for (int i = 0; i < bytes.Length; i += sizeof(ushort))
        {
            uint bits = Vector128.Equals(Vector128.Create(characters.Slice(8 * i, Vector128<byte>.Count)), one).ExtractMostSignificantBits();
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[i..], (ushort)bits);
        }
    }
}
