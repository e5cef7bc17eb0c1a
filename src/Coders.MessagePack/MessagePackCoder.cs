using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Nerdbank.MessagePack;
using PolyType;
using PolyType.ReflectionProvider;

namespace CacheKit;

/// <summary>Encodes values with MessagePack. Types need no attributes.</summary>
public sealed class MessagePackCoder : BinaryCoder
{
    private readonly MessagePackSerializer _serializer;
    private readonly ITypeShapeProvider _shapes;

    /// <summary>Creates a coder that finds the members of types by reflection.</summary>
    [RequiresUnreferencedCode("Members are found by reflection. Pass the shapes that PolyType generates for your types.")]
    [RequiresDynamicCode("Members are found by reflection. Pass the shapes that PolyType generates for your types.")]
    public MessagePackCoder()
        : this(ReflectionTypeShapeProvider.Default)
    {
    }

    /// <summary>Creates a coder with generated shapes, for native AOT.</summary>
    /// <param name="shapes">
    /// The shapes of all cached types: <c>Witness.GeneratedTypeShapeProvider</c> for <c>[GenerateShapeFor&lt;Order&gt;] partial class Witness</c>.
    /// </param>
    /// <param name="serializer">The serializer with its options; null: its defaults.</param>
    public MessagePackCoder(ITypeShapeProvider shapes, MessagePackSerializer? serializer = null)
        : base(new PayloadMark("msgp"))
    {
        ArgumentNullException.ThrowIfNull(shapes);
        _shapes = shapes;
        _serializer = serializer ?? new MessagePackSerializer();
    }

    /// <inheritdoc/>
    /// <value>True, because a value may contain raw MessagePack.</value>
    protected override bool KeepsPayload => true;

    /// <inheritdoc/>
    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output) => _serializer.Serialize(output, value, ShapeOf<T>());

    /// <inheritdoc/>
    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default => DecodeValue<T>((ReadOnlyMemory<byte>)payload.ToArray());

    /// <inheritdoc/>
    protected override T? DecodeValue<T>(ReadOnlyMemory<byte> payload)
        where T : default
    {
        var reader = new MessagePackReader(payload);
        T? value = _serializer.Deserialize(ref reader, ShapeOf<T>());
        return reader.End ? value : throw new InvalidDataException($"The payload is longer than a value of type {typeof(T)}.");
    }

    private ITypeShape<T> ShapeOf<T>() => (ITypeShape<T>?)_shapes.GetTypeShape(typeof(T)) ?? throw new NotSupportedException(
        $"{typeof(T)} is not among the shapes of this {nameof(MessagePackCoder)}: add [GenerateShapeFor<{typeof(T).Name}>] to the class that has them.");
}
