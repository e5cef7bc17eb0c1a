namespace CacheKit.Benchmarks;

// One way to write values to a store and read them back.
internal sealed record Contender<T>(string Name, Func<string, T, ValueTask> SetAsync, Func<string, ValueTask<T?>> GetAsync)
    where T : class
{
    // Stores values that a library encodes into what this contender stores.
    public Contender<TValue> With<TValue>(string library, Func<TValue, T> encode, Func<T, TValue?> decode)
        where TValue : class => new(
        $"{Name} and {library}",
        (key, value) => SetAsync(key, encode(value)),
        async key => await GetAsync(key) is { } payload ? decode(payload) : null);
}
