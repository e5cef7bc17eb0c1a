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
/// Encodes values as JSON with System.Text.Json, and decodes them as the declared type. A <c>byte[]</c> is stored unchanged.
/// </summary>
/// <remarks>
/// The JSON of a type with members is followed by white space that encodes a fingerprint of their names and types. For a payload with a
/// different fingerprint <see cref="Decode"/> throws a <see cref="ShapeMismatchException"/>. A payload without a fingerprint is decoded
/// like any JSON. A payload with the <see cref="PayloadMark"/> of another coder is a <see cref="CoderMismatchException"/>.
/// <para>
/// Values and payloads have at most 64 levels of objects, arrays and values in them, or <see cref="JsonSerializerOptions.MaxDepth"/>. A deeper
/// one is an exception: the cache then returns the value without storing it, and treats the entry as missing.
/// </para>
/// </remarks>
public sealed class JsonCoder : ILosslessCoder, IMemoryCoder
{
    private const string WithoutReflection = "Without reflection, GetTypeInfo throws for a type that is not in the context.";

    private const int DefaultMaxDepth = 64;

    // A level takes up to 3 KB of the stack, and threads have 1.5 MB.
    private const int MaxMaxDepth = 256;

    private readonly JsonSerializerOptions _options;
    private readonly JsonWriterOptions _writerOptions;
    private readonly ConcurrentDictionary<Type, object> _formats = new();

    /// <summary>
    /// Creates a coder whose options preserve most values: fields and tuples, <c>NaN</c> and infinities, and text without escapes.
    /// </summary>
    public JsonCoder()
        : this(new JsonSerializerOptions
        {
            IncludeFields = true,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = DefaultMaxDepth,
        })
    {
    }

    /// <summary>Creates a coder with serializer options, which become read-only.</summary>
    /// <param name="options">
    /// The options. Their <see cref="JsonSerializerOptions.MaxDepth"/> is 256 or less, because deeper payloads could overflow the stack.
    /// </param>
    /// <exception cref="ArgumentException">The maximum depth is greater than 256.</exception>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = WithoutReflection)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = WithoutReflection)]
    public JsonCoder(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxDepth > MaxMaxDepth)
        {
            throw new ArgumentException(
                $"{nameof(options.MaxDepth)} is {options.MaxDepth}, but payloads with more than {MaxMaxDepth} levels could overflow the stack.",
                nameof(options));
        }

        if (!JsonSerializer.IsReflectionEnabledByDefault)
            options.TypeInfoResolver ??= JsonTypeInfoResolver.Combine();
        options.MakeReadOnly(populateMissingResolver: true);
        _options = options;
        _writerOptions = new JsonWriterOptions
        {
            Encoder = options.Encoder,
            Indented = options.WriteIndented,
            IndentCharacter = options.IndentCharacter,
            IndentSize = options.IndentSize,
            MaxDepth = options.MaxDepth == 0 ? DefaultMaxDepth : options.MaxDepth,
            NewLine = options.NewLine,
            SkipValidation = true,
        };
    }

    /// <summary>Creates a coder with source-generated metadata, for native AOT. The context must contain every cached type.</summary>
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

        JsonFormat<T> format = FormatOf<T>();
        Utf8JsonWriter writer = JsonWriters.Rent(this, output, _writerOptions);
        Write(value, writer, format.Contract);
        writer.Flush();
        JsonWriters.Return(this, writer);
        output.Write(format.Mark.Characters);
    }

    /// <inheritdoc/>
    public T? Decode<T>(ReadOnlySpan<byte> payload)
    {
        if (typeof(T) == typeof(byte[]))
        {
            byte[]? bytes = RawBytes.Read(payload);
            return Unsafe.As<byte[]?, T?>(ref bytes);
        }

        PayloadMark.ThrowIfMarked(payload);
        JsonFormat<T> format = FormatOf<T>();
        return JsonSerializer.Deserialize(format.Mark.Strip(payload), format.Contract);
    }

    bool IMemoryCoder.Keeps<T>() => typeof(T) == typeof(byte[]);

    T? IMemoryCoder.Decode<T>(ReadOnlyMemory<byte> payload, bool isOwned)
        where T : default
    {
        if (isOwned && typeof(T) == typeof(byte[]) && RawBytes.TryTakeOver(payload, out byte[]? bytes))
            return Unsafe.As<byte[], T>(ref bytes);

        return Decode<T>(payload.Span);
    }

    bool ILosslessCoder.IsLossless<T>() => FormatOf<T>().IsLossless;

    private void Write<T>(T value, Utf8JsonWriter writer, JsonTypeInfo<T> contract)
    {
        try
        {
            JsonSerializer.Serialize(writer, value, contract);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException && writer.CurrentDepth >= _writerOptions.MaxDepth)
        {
            throw new JsonException(
                $"The value has more than {_writerOptions.MaxDepth} levels. If it contains itself, use " +
                $"{nameof(JsonSerializerOptions)} with {nameof(ReferenceHandler)}.{nameof(ReferenceHandler.Preserve)} for the {nameof(JsonCoder)}; " +
                $"otherwise with a {nameof(JsonSerializerOptions.MaxDepth)} of up to {MaxMaxDepth}.", exception);
        }
    }

    private JsonFormat<T> FormatOf<T>() => _formats.TryGetValue(typeof(T), out object? format)
        ? Unsafe.As<JsonFormat<T>>(format)
        : (JsonFormat<T>)_formats.GetOrAdd(typeof(T), new JsonFormat<T>((JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T))));
}
