namespace CacheKit.Benchmarks;

// One way to write bytes to a store and read them back.
internal sealed record Contender(string Name, Func<string, byte[], ValueTask> SetAsync, Func<string, ValueTask<byte[]?>> GetAsync);
