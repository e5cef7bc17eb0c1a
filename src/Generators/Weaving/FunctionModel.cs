namespace CacheKit.Generators;

// A cached function: what its calls look like in the key, and its settings. All of it is code, or text for code.
internal sealed record FunctionModel(
    MethodModel Method,
    EquatableArray<string> Settings,
    EquatableArray<string> WriteKey,
    EquatableArray<string> Tags,
    string FindMethod,
    bool IsIndexed)
{
    // Null: the global one.
    public string? CacheName { get; init; }
}
