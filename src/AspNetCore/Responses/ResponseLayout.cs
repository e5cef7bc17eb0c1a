using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The bytes of a cached response:
//
//   plain    = body mark                           status 200, valid JSON, the standard reason phrase, and only a Content-Type header
//   enclosed = 0xFF version checksum status reason created lifetime headers hash caches vary body
//
//   mark     = white space, see PlainMark; absent if another program has stored the JSON
//   version  = 0x03; 0x02 is read too, and has no lifetime and no hash
//   checksum = uint32, CRC-32C of all that follows
//   status   = int32        created = int64, ms since 1970 UTC
//   lifetime = int64, ms from created until the expiration; 0 if it is not known, Never if it never expires
//   reason   = string, empty for the standard phrase
//   headers  = int32 count { string name, values }
//   hash     = 16 bytes, from which the entity tag is made; absent if there is a header for it
//   caches   = values, of Cache-Status
//   vary     = int32 count { string name, string value }
//   values   = int32 count { string }
//   string   = int32 length in bytes, UTF-8; integers are 7-bit encoded, except checksum, created and lifetime, which are little-endian
//   body     = the rest
//
// JSON never begins with 0xFF, so the two forms cannot be confused. A plain response in Redis is the JSON that the client received.
// Payloads that are neither are rejected, and so are truncated or changed ones, and responses that no server can send.
internal static class ResponseLayout
{
    // The lifetime of an entry that never expires, in six bytes. No valid time is later.
    public const long Never = (1L << 48) - 1;

    private const byte Mark = 0xFF;
    private const byte Version = 3;
    private const byte VersionWithoutLifetime = 2;
    private const int ChecksumStart = 2;
    private const int ContentStart = ChecksumStart + sizeof(uint);
    private const string Corrupt = "The stored response is corrupt.";
    private const string PlainContentType = "application/json; charset=utf-8";

    private static readonly KeyValuePair<string, StringValues>[] _plainHeaders =
        [KeyValuePair.Create(HeaderNames.ContentType, new StringValues(PlainContentType))];

    public static byte[] Write(CachedResponse response)
    {
        if (IsPlain(response))
            return PlainMark.Append(response);

        using var stream = new MemoryStream(response.Body.Length + 256);
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Mark);
        writer.Write(Version);
        writer.Write(0u);
        WriteContent(writer, response);
        writer.Flush();
        byte[] payload = stream.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(ChecksumStart), Checksum.Of(payload.AsSpan(ContentStart)));
        return payload;
    }

    // The response keeps the payload, which must not change any more.
    public static CachedResponse Read(ReadOnlyMemory<byte> payload)
    {
        if (payload.Span is not [Mark, ..])
            return ReadPlain(payload);

        CachedResponse response = ReadEnclosed(payload);
        return SendableResponse.Is(response) ? response : throw new InvalidDataException("The stored response is not valid HTTP.");
    }

    // Rounded up, so that no lifetime becomes zero.
    public static long MillisecondsOf(TimeSpan freshFor) => (long)Math.Min(Math.Ceiling(freshFor.TotalMilliseconds), Never);

    public static TimeSpan FreshForOf(long milliseconds) =>
        milliseconds >= Never ? TimeSpan.MaxValue : TimeSpan.FromMilliseconds(Math.Max(milliseconds, 0));

    private static void WriteContent(BinaryWriter writer, CachedResponse response)
    {
        writer.Write7BitEncodedInt(response.StatusCode);
        writer.Write(response.ReasonPhrase ?? "");
        writer.Write(response.Created.GetValueOrDefault().ToUnixTimeMilliseconds());
        writer.Write(MillisecondsOf(response.FreshFor));
        writer.Write7BitEncodedInt(response.Headers.Length);
        foreach ((string name, StringValues values) in response.Headers)
        {
            writer.Write(name);
            WriteValues(writer, values);
        }

        if (!response.HasOwnEntityTag)
        {
            Span<byte> hash = stackalloc byte[EntityTags.HashLength];
            EntityTags.CopyHash(response.EntityTag, hash);
            writer.Write(hash);
        }

        WriteValues(writer, response.CacheStatus);
        writer.Write7BitEncodedInt(response.VaryValues.Length);
        foreach ((string name, string value) in response.VaryValues)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(response.Body.Span);
    }


    private static void WriteValues(BinaryWriter writer, StringValues values)
    {
        writer.Write7BitEncodedInt(values.Count);
        foreach (string? value in values)
            writer.Write(value ?? "");
    }

    private static CachedResponse ReadPlain(ReadOnlyMemory<byte> payload)
    {
        if (PlainMark.IsAfter(payload.Span))
            return PlainMark.Read(payload, _plainHeaders) ?? throw new InvalidDataException(Corrupt);

        // White space at the end is a mark that was cut short.
        if (payload.Span is [.., (byte)' ' or (byte)'\t'] || !IsJson(payload.Span))
            throw new InvalidDataException("The stored response is neither JSON nor enclosed.");

        return new CachedResponse { StatusCode = 200, Headers = _plainHeaders, Body = payload };
    }

    private static CachedResponse ReadEnclosed(ReadOnlyMemory<byte> payload)
    {
        ArraySegment<byte> bytes = MemoryMarshal.TryGetArray(payload, out ArraySegment<byte> own) ? own : new ArraySegment<byte>(payload.ToArray());
        using var stream = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        reader.ReadByte();
        byte version = reader.ReadByte();
        if (version is not (Version or VersionWithoutLifetime))
            throw new InvalidDataException($"The response was stored in version {version} of its layout; this CacheKit reads version {Version}.");
        if (reader.ReadUInt32() != Checksum.Of(payload.Span[ContentStart..]))
            throw new InvalidDataException(Corrupt);

        return ReadContent(reader, stream, payload, hasLifetime: version == Version);
    }

    private static CachedResponse ReadContent(BinaryReader reader, MemoryStream stream, ReadOnlyMemory<byte> payload, bool hasLifetime)
    {
        int status = reader.Read7BitEncodedInt();
        string reason = reader.ReadString();
        long created = reader.ReadInt64();
        long lifetime = hasLifetime ? reader.ReadInt64() : 0;
        var headers = new KeyValuePair<string, StringValues>[ReadCount(reader, stream)];
        for (int i = 0; i < headers.Length; i++)
            headers[i] = KeyValuePair.Create(reader.ReadString(), ReadValues(reader, stream));

        string? tag = hasLifetime && !Array.Exists(headers, IsEntityTag) ? ReadTag(reader) : null;
        StringValues caches = ReadValues(reader, stream);
        var vary = new KeyValuePair<string, string>[ReadCount(reader, stream)];
        for (int i = 0; i < vary.Length; i++)
            vary[i] = KeyValuePair.Create(reader.ReadString(), reader.ReadString());

        return new CachedResponse
        {
            StatusCode = status,
            ReasonPhrase = reason.Length == 0 ? null : reason,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(created),
            FreshFor = FreshForOf(lifetime),
            Headers = headers,
            GeneratedTag = tag,
            CacheStatus = caches,
            VaryValues = vary,
            Body = payload[(int)stream.Position..],
        };
    }

    private static string ReadTag(BinaryReader reader)
    {
        Span<byte> hash = stackalloc byte[EntityTags.HashLength];
        reader.ReadExactly(hash);
        return EntityTags.OfHash(hash);
    }

    private static bool IsEntityTag(KeyValuePair<string, StringValues> header) =>
        header.Key.Equals(HeaderNames.ETag, StringComparison.OrdinalIgnoreCase);

    private static StringValues ReadValues(BinaryReader reader, MemoryStream stream)
    {
        int count = ReadCount(reader, stream);
        if (count <= 1)
            return count == 0 ? default : new StringValues(reader.ReadString());

        var values = new string[count];
        for (int i = 0; i < values.Length; i++)
            values[i] = reader.ReadString();
        return values;
    }

    private static bool IsPlain(CachedResponse response) =>
        response.StatusCode == 200 && string.IsNullOrEmpty(response.ReasonPhrase) &&
        response.CacheStatus.Count == 0 && response.VaryValues.Length == 0 &&
        response.Headers is [{ Key: "Content-Type" } header] && header.Value == PlainContentType && IsJson(response.Body.Span);

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Each item takes at least one byte, so a corrupt count cannot allocate a huge array.
    private static int ReadCount(BinaryReader reader, MemoryStream stream)
    {
        int count = reader.Read7BitEncodedInt();
        return count >= 0 && count <= stream.Length - stream.Position ? count : throw new InvalidDataException(Corrupt);
    }
}
