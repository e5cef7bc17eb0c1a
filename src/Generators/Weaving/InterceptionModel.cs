namespace CacheKit.Generators;

// A place in the user's source whose call goes to generated code.
internal sealed record InterceptionModel(string Location, string Place, bool IsEntry);
