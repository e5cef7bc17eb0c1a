namespace CacheKit.Weaving.Tests.Functions;

internal static class Results
{
    // The key contains the name, not the function that creates the value.
    public static Dictionary<string, Func<object?>> Creators { get; } = [];

    [Cache(60)]
    public static Task<T> CreateAsync<T>(string name) => Task.FromResult((T)Creators[name]()!);
}
