using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using MemoryPack;

namespace CacheKit;

/// <summary>Encodes values with MemoryPack. Types need <c>[MemoryPackable]</c>; collections and types of .NET don't.</summary>
/// <remarks>
/// It finds the generated code of a type by reflection. With native AOT, call <c>MemoryPackFormatterProvider.Register&lt;Order&gt;()</c> at the
/// start for each type, and <c>RegisterCollection&lt;List&lt;Order&gt;, Order&gt;()</c> for each collection, and suppress the warning.
/// </remarks>
public sealed class MemoryPackCoder : BinaryCoder
{
    private const string FindsByReflection =
        "The generated code of a type is found by reflection, unless MemoryPackFormatterProvider.Register was called for it.";

    private readonly MemoryPackSerializerOptions _options;

    /// <summary>Creates a coder with the default options of MemoryPack.</summary>
    [RequiresUnreferencedCode(FindsByReflection)]
    public MemoryPackCoder()
        : this(MemoryPackSerializerOptions.Default)
    {
    }

    /// <summary>Creates a coder with serializer options.</summary>
    [RequiresUnreferencedCode(FindsByReflection)]
    public MemoryPackCoder(MemoryPackSerializerOptions options)
        : base(new PayloadMark("memp"))
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output) => MemoryPackSerializer.Serialize(output, value, _options);

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default
    {
        T? value = default;
        int read = MemoryPackSerializer.Deserialize(payload, ref value, _options);
        return read == payload.Length ? value : throw new InvalidDataException($"The payload is longer than a value of type {typeof(T)}.");
    }
}
