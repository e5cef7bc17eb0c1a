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

        DecodedValue value = entry.Payload is { } payload ? DecodePayload(payload, coder) : DecodeObject(entry.Value, showsValue);
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

    // The coders of JSON keep bytes as they are, and a response is coded as bytes by the coder of its endpoint. Other coders only know the
    // payloads of their own types.
    private static DecodedValue DecodePayload(ReadOnlyMemory<byte> payload, ICoder coder)
    {
        byte[]? content = TryDecodeBytes(payload.Span, coder);
        if (content is not null && TryReadResponse(content) is { } response)
            return response;
        if (coder is JsonCoder)
            return ContentText.Of(content ?? "null"u8);

        return coder is not TransformedCoder ? ContentText.Of(payload.Span) : content is null ? DecodedValue.Undecodable : ContentText.Of(content);
    }

    private static byte[]? TryDecodeBytes(ReadOnlySpan<byte> payload, ICoder coder)
    {
        try
        {
            return coder.Decode<byte[]>(payload);
        }
        catch (Exception)
        {
            return null;
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
