namespace CacheKit.Generators;

// A call in the user's source that is redirected to generated code.
internal sealed record InterceptionModel(string Location, string Place, bool IsEntry);
