using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CacheKit;

// How a coder writes a type: by the contract that its options give the type, and with the mark of the shape that follows from it.
internal sealed class JsonForm<T>(JsonTypeInfo<T> contract)
{
    private static readonly Type[] _simple =
        [typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan)];

    public JsonTypeInfo<T> Contract => contract;

    // Whether every value of the type comes back, as texts and simple values do.
    public bool IsExact { get; } = contract.Converter.GetType().Assembly == typeof(JsonConverter).Assembly
        && (typeof(T) == typeof(string) || typeof(T).IsPrimitive || _simple.Contains(typeof(T)));

    public ShapeMark Mark { get; } = new(JsonShape.FingerprintOf(contract));
}
