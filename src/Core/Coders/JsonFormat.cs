using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit;

// How a JsonCoder encodes a type: the serializer's contract for it, and the fingerprint of the resulting JSON.
internal sealed class JsonFormat<T>(JsonTypeInfo<T> contract)
{
    private static readonly Type[] _simple =
        [typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan)];

    public JsonTypeInfo<T> Contract => contract;

    // Whether every value of the type is decoded as an equal value. Strings and characters are not lossless: they may contain an unpaired
    // surrogate, which JSON cannot represent.
    public bool IsLossless { get; } = contract.Converter.GetType().Assembly == typeof(JsonConverter).Assembly
        && ((typeof(T).IsPrimitive && typeof(T) != typeof(char)) || _simple.Contains(typeof(T)));

    public ShapeMark Mark { get; } = new(JsonShape.FingerprintOf(contract));
}
