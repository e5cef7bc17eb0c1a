using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using ProtoBuf.Meta;

namespace CacheKit;

/// <summary>Encodes values as Protocol Buffers with protobuf-net. Types need <c>[ProtoContract]</c> and <c>[ProtoMember]</c>.</summary>
/// <remarks>It finds the members of types by reflection, so it does not support native AOT.</remarks>
public sealed class ProtobufCoder : BinaryCoder
{
    private readonly RuntimeTypeModel _model;

    /// <summary>Creates a coder.</summary>
    /// <param name="model">The model of the types; null: a new one, which keeps the kind of a <see cref="DateTime"/>.</param>
    [RequiresUnreferencedCode("protobuf-net finds the members of types by reflection.")]
    [RequiresDynamicCode("protobuf-net compiles serializers at run time.")]
    public ProtobufCoder(RuntimeTypeModel? model = null)
        : base(new PayloadMark("prot"))
    {
        _model = model ?? CreateModel();
    }

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override void EncodeValue<T>(T value, IBufferWriter<byte> output) => _model.Serialize(output, value);

    /// <inheritdoc/>
    [UnconditionalSuppressMessage("Trimming", "IL2091", Justification = "The constructor warns.")]
    protected override T? DecodeValue<T>(ReadOnlySpan<byte> payload)
        where T : default => _model.Deserialize<T>(payload);

    [RequiresUnreferencedCode("protobuf-net finds the members of types by reflection.")]
    [RequiresDynamicCode("protobuf-net compiles serializers at run time.")]
    private static RuntimeTypeModel CreateModel()
    {
        RuntimeTypeModel model = RuntimeTypeModel.Create();
        model.IncludeDateTimeKind = true;
        return model;
    }
}
