namespace CacheKit.Generators;

// A type of delegate that Cached is called with: its Invoke is the method.
internal sealed record DelegateModel(string Type, FunctionModel Function);
