namespace CacheKit;

// Computes the values of some of the keys of a call, by their indexes. The results are in the order of the indexes.
internal delegate ValueTask<IReadOnlyList<BatchValue<T>>> BatchFactory<in TState, T>(
    TState state, IReadOnlyList<int> missing, CancellationToken cancellationToken);
