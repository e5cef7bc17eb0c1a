using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CacheKit;

// Compares values without members, exactly as far as a caller can distinguish them: NaNs are equal regardless of their bits, and so are
// decimal zeros regardless of their sign.
internal static class Scalars
{
    // Null for a value with members.
    public static bool? AreEqual(object before, object after) => before switch
    {
        string text => string.Equals(text, (string)after, StringComparison.Ordinal),
        double number => BitConverter.DoubleToInt64Bits(number) == BitConverter.DoubleToInt64Bits((double)after)
            || (double.IsNaN(number) && double.IsNaN((double)after)),
        float number => BitConverter.SingleToInt32Bits(number) == BitConverter.SingleToInt32Bits((float)after)
            || (float.IsNaN(number) && float.IsNaN((float)after)),
        Half number => BitConverter.HalfToInt16Bits(number) == BitConverter.HalfToInt16Bits((Half)after)
            || (Half.IsNaN(number) && Half.IsNaN((Half)after)),
        decimal number => number == (decimal)after && number.Scale == ((decimal)after).Scale,
        DateTime time => time.Ticks == ((DateTime)after).Ticks && time.Kind == ((DateTime)after).Kind,
        DateTimeOffset time => time.EqualsExact((DateTimeOffset)after),
        Uri uri => uri.OriginalString == ((Uri)after).OriginalString && uri.IsAbsoluteUri == ((Uri)after).IsAbsoluteUri,
        StringBuilder text => text.Equals((StringBuilder)after),
        ReadOnlyMemory<byte> bytes => bytes.Span.SequenceEqual(((ReadOnlyMemory<byte>)after).Span),
        Memory<byte> bytes => bytes.Span.SequenceEqual(((Memory<byte>)after).Span),
        JsonElement json => JsonElement.DeepEquals(json, (JsonElement)after),
        JsonDocument json => JsonElement.DeepEquals(json.RootElement, ((JsonDocument)after).RootElement),
        JsonNode json => JsonNode.DeepEquals(json, (JsonNode)after) && IgnoresCase(json) == IgnoresCase((JsonNode)after),
        Type or Delegate or Enum => before.Equals(after),
        _ when before.GetType().IsPrimitive => before.Equals(after),
        _ => null,
    };

    // Whether an object in the node finds its properties in any case.
    private static bool IgnoresCase(JsonNode? node) => node switch
    {
        JsonObject properties => properties.Options is { PropertyNameCaseInsensitive: true } || properties.Any(pair => IgnoresCase(pair.Value)),
        JsonArray items => items.Any(IgnoresCase),
        _ => false,
    };
}
