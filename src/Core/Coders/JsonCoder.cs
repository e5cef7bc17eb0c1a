using System.Buffers;
using System.Collections.Concurrent;
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
/// <remarks>
/// The JSON of a type with members ends in white space that carries the fingerprint of their names and types. A payload with another
/// fingerprint is not read: <see cref="Decode"/> throws a <see cref="ShapeMismatchException"/>. One without is read as any JSON.
/// </remarks>
public sealed class JsonCoder : IExactCoder
{
    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _writing;
    private readonly ConcurrentDictionary<Type, object> _forms = new();

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
        _writing = new JsonWriterOptions
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

        JsonForm<T> form = FormOf<T>();
        using (var writer = new Utf8JsonWriter(output, _writing))
            JsonSerializer.Serialize(writer, value, form.Contract);
        output.Write(form.Mark.Characters);
    }

    /// <inheritdoc/>
    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        if (typeof(T) == typeof(byte[]))
        {
            byte[]? bytes = RawBytes.Read(payload);
            return Unsafe.As<byte[]?, T?>(ref bytes);
        }

        JsonForm<T> form = FormOf<T>();
        return JsonSerializer.Deserialize(form.Mark.Strip(payload), form.Contract);
    }

    bool IExactCoder.IsExact<T>() => FormOf<T>().IsExact;

    private JsonForm<T> FormOf<T>() => _forms.TryGetValue(typeof(T), out object? form)
        ? Unsafe.As<JsonForm<T>>(form)
        : (JsonForm<T>)_forms.GetOrAdd(typeof(T), new JsonForm<T>((JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T))));
}
