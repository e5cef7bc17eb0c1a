using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit;

// How a coder writes a type: by the contract that its options give the type, and with the mark of the shape that follows from it.
internal sealed class JsonForm<T>(JsonTypeInfo<T> contract)
{
    private static readonly Type[] _simple =
        [typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan)];

    public JsonTypeInfo<T> Contract => contract;

    // Whether every value of the type comes back. Texts may hold half of a character, which JSON can not.
    public bool IsExact { get; } = contract.Converter.GetType().Assembly == typeof(JsonConverter).Assembly
        && ((typeof(T).IsPrimitive && typeof(T) != typeof(char)) || _simple.Contains(typeof(T)));

    public ShapeMark Mark { get; } = new(JsonShape.FingerprintOf(contract));
}
