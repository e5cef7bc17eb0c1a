namespace CacheKit.Generators;

// The elements of an element-wise function, each of which has an entry. All members but the numbers are code, or text for code.
internal sealed record ElementsModel(
    string Parameter,
    string IdType,
    string ValueType,
    string Results,
    string ToIds,
    string Function,
    string Call,
    EquatableArray<string> Arguments,
    int MaxBatch,
    bool RemembersAbsent)
{
    // The name of one id, and of an array of them, in generated code.
    public const string Id = "id";
    public const string Ids = "ids";

    // The function for one id, if the elements share its entries.
    public FunctionModel? Target { get; init; }
}
