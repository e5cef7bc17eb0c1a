using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CacheKit;

// Indents JSON up to a limit, without reading the rest.
internal static class JsonText
{
    private const int MaxDepth = 64;

    private static readonly JsonWriterOptions _writing =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    // Null if it is not JSON.
    public static DecodedValue? TryFormat(ReadOnlySpan<byte> json)
    {
        var output = new ArrayBufferWriter<byte>();
        try
        {
            bool isCut = !Copy(json, output);
            ReadOnlySpan<byte> text = output.WrittenSpan;
            int length = ShownLimit.CutUtf8(text, ShownLimit.TextBytes);
            return new DecodedValue(DecodedValue.Json, Encoding.UTF8.GetString(text[..length]), isCut || length < text.Length);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // False if the limit was reached first.
    private static bool Copy(ReadOnlySpan<byte> json, ArrayBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        using var writer = new Utf8JsonWriter(output, _writing);
        while (reader.Read())
        {
            if (reader.ValueSpan.Length > ShownLimit.TextBytes)
            {
                WriteStart(reader, writer);
                return false;
            }

            Copy(ref reader, writer);
            if (writer.BytesCommitted + writer.BytesPending > ShownLimit.TextBytes)
                return false;
        }

        return true;
    }

    private static void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            case JsonTokenType.PropertyName:
                writer.WritePropertyName(reader.GetString()!);
                break;
            case JsonTokenType.String:
                writer.WriteStringValue(reader.GetString());
                break;
            default:
                // Keeps the form of a number, which a number of .NET would not.
                JsonElement.ParseValue(ref reader).WriteTo(writer);
                break;
        }
    }

    // The start of a string or number that is longer than what is shown.
    private static void WriteStart(Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        ReadOnlySpan<byte> start = reader.ValueSpan[..ShownLimit.CutUtf8(reader.ValueSpan, ShownLimit.TextBytes)];
        if (reader.TokenType is JsonTokenType.PropertyName)
            writer.WritePropertyName(start);
        else
            writer.WriteRawValue(reader.TokenType is JsonTokenType.String ? [(byte)'"', .. start] : start, skipInputValidation: true);
    }
}
