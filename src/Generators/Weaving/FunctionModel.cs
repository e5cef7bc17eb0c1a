namespace CacheKit.Generators;

// A cached function: how its calls are written into keys, and its settings. All members are code, or text for code.
internal sealed record FunctionModel(
    MethodModel Method,
    EquatableArray<string> Settings,
    EquatableArray<string> WriteKey,
    EquatableArray<string> Tags,
    string FindMethod,
    bool IsIndexed)
{
    // Null: the global cache.
    public string? CacheName { get; init; }

    // Null: the result is one entry.
    public ElementsModel? Elements { get; init; }
}
