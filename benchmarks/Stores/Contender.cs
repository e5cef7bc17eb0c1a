namespace CacheKit.Benchmarks;

// One way to write values to a store and read them back.
internal sealed record Contender<T>(string Name, Func<string, T, ValueTask> SetAsync, Func<string, ValueTask<T?>> GetAsync)
    where T : class;
