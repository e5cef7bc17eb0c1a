using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit;

/// <summary>
/// Payloads of JSON, by System.Text.Json: what comes back has the declared type. A <c>byte[]</c> is kept as the bytes it is.
/// </summary>
public sealed class JsonCoder : ICoder
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _form;

    /// <summary>JSON in the form that keeps most: fields and tuples, named floating point numbers, text as it is.</summary>
    public JsonCoder()
        : this(new JsonSerializerOptions
        {
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        })
    {
    }

    /// <summary>JSON as the options say. They can't be changed afterwards.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without reflection the resolver stays empty, and GetTypeInfo says which type a context lacks.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Without reflection the resolver stays empty, and GetTypeInfo says which type a context lacks.")]
    public JsonCoder(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!JsonSerializer.IsReflectionEnabledByDefault)
            options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly(populateMissingResolver: true);
        _options = options;
        _form = new JsonWriterOptions
        {
            Encoder = options.Encoder,
            Indented = options.WriteIndented,
            IndentCharacter = options.IndentCharacter,
            IndentSize = options.IndentSize,
            NewLine = options.NewLine,
            SkipValidation = true,
        };
    }

    /// <summary>JSON by source-generated metadata: no reflection, fit for native AOT. Every cached type must be in the context.</summary>
    public JsonCoder(JsonSerializerContext context)
        : this(context?.Options ?? throw new ArgumentNullException(nameof(context)))
    {
    }

    /// <inheritdoc/>
    public void Encode<T>(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (typeof(T) == typeof(byte[]))
        {
            RawBytes.Write(Unsafe.As<T, byte[]?>(ref value), output);
            return;
        }

        using var writer = new Utf8JsonWriter(output, _form);
        JsonSerializer.Serialize(writer, value, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));
    }

    /// <inheritdoc/>
    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        if (typeof(T) == typeof(byte[]))
        {
            byte[]? bytes = RawBytes.Read(payload);
            return Unsafe.As<byte[]?, T?>(ref bytes);
        }

        return JsonSerializer.Deserialize(payload, (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T)));
    }
}
