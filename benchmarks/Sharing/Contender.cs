namespace CacheKit.Benchmarks;

// A cache with an L1 in front of one shared Redis: gets or creates a value, stores one with a tag, evicts a tag.
internal sealed record Contender(
    string Name,
    Func<string, Func<ValueTask<string>>, ValueTask<string>> GetOrCreateAsync,
    Func<string, string, string, ValueTask> SetTaggedAsync,
    Func<string, ValueTask> EvictAsync);
