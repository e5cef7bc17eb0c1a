namespace CacheKit.Weaving.Tests.Functions;

internal static class Results
{
    // A key holds the name, and not what creates the value.
    public static Dictionary<string, Func<object?>> Creators { get; } = [];

    [Cache(60)]
    public static Task<T> CreateAsync<T>(string name) => Task.FromResult((T)Creators[name]()!);
}
