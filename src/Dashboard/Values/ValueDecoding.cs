using System.Text.Json;

namespace CacheKit;

// Decodes an entry by what it looks like, because its key does not contain its type. While values are hidden, no text is made of them.
internal static class ValueDecoding
{
    private const byte ResponseMark = 0xFF;

    public static DecodedValue Decode(InspectedEntry entry, ICoder coder, bool showsValue)
    {
        if (entry.IsCorrupt)
            return DecodedValue.Undecodable;

        DecodedValue value = entry.Payload is { } payload ? DecodePayload(payload, coder, entry.Key) : DecodeObject(entry.Value, showsValue);
        return showsValue ? value : value with { Text = null, IsCut = false };
    }

    private static DecodedValue DecodeObject(object? value, bool showsValue) => value switch
    {
        CachedResponse response => new DecodedValue(DecodedValue.HttpResponse, Response: response),
        byte[] bytes => ContentText.Of(bytes),
        ReadOnlyMemory<byte> bytes => ContentText.Of(bytes.Span),
        Memory<byte> bytes => ContentText.Of(bytes.Span),
        _ when showsValue => ObjectText.Of(value),
        _ => new DecodedValue(value is string || !JsonSerializer.IsReflectionEnabledByDefault ? DecodedValue.PlainText : DecodedValue.Json),
    };

    // JsonCoder keeps bytes as they are, and a response is coded as bytes by the coder of its endpoint. Other coders only know the payloads
    // of their own types. Of a coder with several parts, the first one that can decode the payload is used.
    private static DecodedValue DecodePayload(ReadOnlyMemory<byte> payload, ICoder composed, string key)
    {
        ICoder[] parts = [.. composed.Parts().Select(part => part.OfEntry<byte[]>(key))];
        byte[]? content = null;
        bool isDecoded = Array.Exists(parts, part => TryDecodeBytes(payload.Span, part, out content));
        if (content is not null && TryReadResponse(content) is { } response)
            return response;
        if (isDecoded && Array.Exists(parts, IsTextual))
            return ContentText.Of(content ?? "null"u8);

        return Array.TrueForAll(parts, IsTextual) ? DecodedValue.Undecodable : ContentText.Of(payload.Span);
    }

    private static bool IsTextual(ICoder part) => part is JsonCoder or KeyedCoder;

    private static bool TryDecodeBytes(ReadOnlySpan<byte> payload, ICoder coder, out byte[]? content)
    {
        try
        {
            content = coder.Decode<byte[]>(payload);
            return true;
        }
        catch (Exception)
        {
            content = null;
            return false;
        }
    }

    // Null if it does not look like one.
    private static DecodedValue? TryReadResponse(byte[] content)
    {
        bool isEnclosed = content is [ResponseMark, ..];
        if (!isEnclosed && !PlainMark.IsAfter(content))
            return null;

        try
        {
            return new DecodedValue(DecodedValue.HttpResponse, Response: ResponseLayout.Read(content));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException or FormatException or ArgumentException)
        {
            return DecodedValue.Undecodable;
        }
    }
}
