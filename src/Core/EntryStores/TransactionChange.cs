using System.Transactions;

namespace CacheKit;

// A change of the cache inside a transaction, by full key, prefix or tag.
internal readonly record struct TransactionChange(TransactionChangeKind Kind, string Text)
{
    // After a commit, keys that others may have cached again; after a rollback, keys that were put; if the outcome is in doubt, both.
    public bool IsEvictedAfter(TransactionStatus status) => status switch
    {
        TransactionStatus.Committed => Kind != TransactionChangeKind.Put,
        TransactionStatus.Aborted => Kind == TransactionChangeKind.Put,
        _ => true,
    };
}
