using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CacheKit;

// Shows a value in memory: as JSON where reflection is available, and otherwise as its own text.
internal static class ObjectText
{
    private const string WithReflection = "Called only where reflection is enabled; without the metadata, the value is shown as its own text.";

    private static JsonSerializerOptions? _options;

    public static DecodedValue Of(object? value)
    {
        if (value is string text)
            return Shown(DecodedValue.PlainText, text);
        if (JsonSerializer.IsReflectionEnabledByDefault && TrySerialize(value) is { } json)
            return json;

        try
        {
            return Shown(DecodedValue.PlainText, value?.ToString() ?? "null");
        }
        catch (Exception)
        {
            return DecodedValue.Undecodable;
        }
    }

    private static DecodedValue Shown(string format, string text) => new(format, ShownLimit.Cut(text), text.Length > ShownLimit.TextBytes);

    // Null if the value can't be serialized: it runs code of the application, which may fail in any way.
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = WithReflection)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = WithReflection)]
    private static DecodedValue? TrySerialize(object? value)
    {
        using var output = new BoundedStream(ShownLimit.TextBytes);
        try
        {
            JsonSerializer.Serialize(output, value, value?.GetType() ?? typeof(object), _options ??= NewOptions());
        }
        catch (Exception) when (output.IsFull)
        {
        }
        catch (Exception)
        {
            return null;
        }

        ReadOnlySpan<byte> written = output.Written;
        string text = Encoding.UTF8.GetString(written[..ShownLimit.CutUtf8(written, ShownLimit.TextBytes)]);
        return new DecodedValue(DecodedValue.Json, text, output.IsFull);
    }

    private static JsonSerializerOptions NewOptions() => new()
    {
        IncludeFields = true,
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReferenceHandler = ReferenceHandler.IgnoreCycles,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
