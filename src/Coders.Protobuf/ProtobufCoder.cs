using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ProtoBuf.Meta;

namespace CacheKit;

/// <summary>Encodes values as Protocol Buffers with protobuf-net. Types need <c>[ProtoContract]</c> and <c>[ProtoMember]</c>.</summary>
/// <remarks>It finds the members of types by reflection, so it does not support native AOT.</remarks>
public sealed class ProtobufCoder : BinaryCoder
{
    private const string FindsByReflection = "protobuf-net finds the members of types by reflection.";
    private const string Compiles = "protobuf-net compiles serializers at run time.";

    private readonly RuntimeTypeModel _model;

    /// <summary>Creates a coder with a model of its own, which keeps the kind of a <see cref="DateTime"/>.</summary>
    [RequiresUnreferencedCode(FindsByReflection)]
    [RequiresDynamicCode(Compiles)]
    public ProtobufCoder()
        : this(CreateModel())
    {
    }

    /// <summary>Creates a coder with the model of the types.</summary>
    [RequiresUnreferencedCode(FindsByReflection)]
    [RequiresDynamicCode(Compiles)]
    public ProtobufCoder(RuntimeTypeModel model)
        : base(new PayloadMark("prot"))
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output)
    {
        using var stream = new PayloadStream(output);
        _model.Serialize(stream, value);
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default => _model.Deserialize<T>(payload);

    [RequiresUnreferencedCode(FindsByReflection)]
    [RequiresDynamicCode(Compiles)]
    private static RuntimeTypeModel CreateModel()
    {
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        model.IncludeDateTimeKind = true;
        return model;
    }
}
