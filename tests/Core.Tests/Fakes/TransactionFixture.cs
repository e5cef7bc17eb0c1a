using System.Transactions;

namespace CacheKit.Core.Tests.Fakes;

/// <summary>A row, its entry, and a reader of both that is part of no transaction.</summary>
internal abstract class TransactionFixture(StoreKind kind) : CacheFixture(kind)
{
    private int _runs;

    protected static CacheEntryOptions Tagged { get; } = new() { Tags = ["row"], Namespace = "rows" };

    protected Table Table { get; } = new();

    /// <summary>The number of reads of the row.</summary>
    protected int Runs => Volatile.Read(ref _runs);

    protected static TransactionScope NewScope() => new(TransactionScopeAsyncFlowOption.Enabled);

    // As another request: it knows nothing of this transaction.
    protected static Task<T> Elsewhere<T>(Func<Task<T>> call)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(call).Soon();
    }

    protected Task<string> ReadElsewhereAsync() => Elsewhere(ReadAsync);

    protected Task<string> ReadAsync() => Cache.GetOrCreateAsync("row", _ =>
    {
        Interlocked.Increment(ref _runs);
        return ValueTask.FromResult(Table.Read());
    }, Tagged).AsTask();
}
