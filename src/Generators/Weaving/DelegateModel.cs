namespace CacheKit.Generators;

// A delegate type on which Cached is called. Its Invoke method is woven.
internal sealed record DelegateModel(string Type, FunctionModel Function);
