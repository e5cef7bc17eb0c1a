namespace CacheKit.Benchmarks;

// The contenders of one comparison on one store. The first one is the bare client, which the others are compared with.
internal sealed record Arena<T>(string Store, IReadOnlyList<Contender<T>> Contenders)
    where T : class;
