namespace CacheKit;

// Calls for many keys, one after another: memory answers each of them immediately.
internal static class MemoryBatch
{
    public static ValueTask<BatchReply<TResult>> ForEach<TItem, TResult>(
        IReadOnlyList<TItem> items, InMemoryBackend memory, Func<InMemoryBackend, TItem, TResult> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(items);
        cancellationToken.ThrowIfCancellationRequested();
        var results = new TResult[items.Count];
        for (int i = 0; i < results.Length; i++)
            results[i] = call(memory, items[i]);
        return new(new BatchReply<TResult>(results));
    }
}
