using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace CacheKit;

// The bytes of a cached response:
//
//   plain    = body                                status 200, valid JSON, the standard reason phrase, and only a Content-Type header
//   enclosed = 0xFF version checksum status reason created headers caches vary body
//
//   version  = 0x02         checksum = uint32, CRC-32C of all that follows
//   status   = int32        created = int64, ms since 1970 UTC
//   reason   = string, empty for the standard phrase
//   headers  = int32 count { string name, values }
//   caches   = values, of Cache-Status
//   vary     = int32 count { string name, string value }
//   values   = int32 count { string }
//   string   = int32 length in bytes, UTF-8; integers are 7-bit encoded, except checksum and created, which are little-endian
//   body     = the rest
//
// JSON never begins with 0xFF, so the two forms cannot be confused. A plain response in Redis is exactly the JSON that the client received.
// Payloads that are neither are rejected, and so are truncated or changed ones, and responses that no server can send.
internal static class ResponseLayout
{
    private const byte Mark = 0xFF;
    private const byte Version = 2;
    private const int ChecksumStart = 2;
    private const int ContentStart = ChecksumStart + sizeof(uint);
    private const string Corrupt = "The stored response is corrupt.";
    private const string PlainContentType = "application/json; charset=utf-8";

    private static readonly KeyValuePair<string, StringValues>[] _plainHeaders =
        [KeyValuePair.Create("Content-Type", new StringValues(PlainContentType))];

    public static byte[] Write(CachedResponse response)
    {
        if (IsPlain(response))
            return response.Body;

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

    public static CachedResponse Read(byte[] payload)
    {
        CachedResponse response = payload is [Mark, ..] ? ReadEnclosed(payload) : ReadPlain(payload);
        return SendableResponse.Is(response) ? response : throw new InvalidDataException("The stored response is not valid HTTP.");
    }

    private static void WriteContent(BinaryWriter writer, CachedResponse response)
    {
        writer.Write7BitEncodedInt(response.StatusCode);
        writer.Write(response.ReasonPhrase ?? "");
        writer.Write(response.Created.GetValueOrDefault().ToUnixTimeMilliseconds());
        writer.Write7BitEncodedInt(response.Headers.Length);
        foreach ((string name, StringValues values) in response.Headers)
        {
            writer.Write(name);
            WriteValues(writer, values);
        }

        WriteValues(writer, response.CacheStatus);
        writer.Write7BitEncodedInt(response.VaryValues.Length);
        foreach ((string name, string value) in response.VaryValues)
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(response.Body);
    }

    private static void WriteValues(BinaryWriter writer, StringValues values)
    {
        writer.Write7BitEncodedInt(values.Count);
        foreach (string? value in values)
            writer.Write(value ?? "");
    }

    private static CachedResponse ReadPlain(byte[] payload)
    {
        if (!IsJson(payload))
            throw new InvalidDataException("The stored response is neither JSON nor enclosed.");

        return new CachedResponse { StatusCode = 200, Headers = _plainHeaders, Body = payload };
    }

    private static CachedResponse ReadEnclosed(byte[] payload)
    {
        using var stream = new MemoryStream(payload);
        using var reader = new BinaryReader(stream, Encoding.UTF8);
        reader.ReadByte();
        byte version = reader.ReadByte();
        if (version != Version)
            throw new InvalidDataException($"The response was stored in version {version} of its layout; this CacheKit reads version {Version}.");
        if (reader.ReadUInt32() != Checksum.Of(payload.AsSpan(ContentStart)))
            throw new InvalidDataException(Corrupt);

        return ReadContent(reader, stream, payload);
    }

    private static CachedResponse ReadContent(BinaryReader reader, MemoryStream stream, byte[] payload)
    {
        int status = reader.Read7BitEncodedInt();
        string reason = reader.ReadString();
        long created = reader.ReadInt64();
        var headers = new KeyValuePair<string, StringValues>[ReadCount(reader, stream)];
        for (int i = 0; i < headers.Length; i++)
            headers[i] = KeyValuePair.Create(reader.ReadString(), ReadValues(reader, stream));

        StringValues caches = ReadValues(reader, stream);
        var vary = new KeyValuePair<string, string>[ReadCount(reader, stream)];
        for (int i = 0; i < vary.Length; i++)
            vary[i] = KeyValuePair.Create(reader.ReadString(), reader.ReadString());

        return new CachedResponse
        {
            StatusCode = status,
            ReasonPhrase = reason.Length == 0 ? null : reason,
            Created = DateTimeOffset.FromUnixTimeMilliseconds(created),
            Headers = headers,
            CacheStatus = caches,
            VaryValues = vary,
            Body = payload[(int)stream.Position..],
        };
    }

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
        response.Headers is [{ Key: "Content-Type" } header] && header.Value == PlainContentType && IsJson(response.Body);

    private static bool IsJson(byte[] body)
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
