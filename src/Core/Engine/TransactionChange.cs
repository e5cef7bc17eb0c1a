using System.Transactions;

namespace CacheKit;

// A change of the cache inside a transaction, by whole key, prefix or tag.
internal readonly record struct TransactionChange(TransactionChangeKind Kind, string Text)
{
    // After a commit what others may have cached again meanwhile, after a rollback what was put, and both where the outcome is in doubt.
    public bool IsEvictedAfter(TransactionStatus status) => status switch
    {
        TransactionStatus.Committed => Kind != TransactionChangeKind.Put,
        TransactionStatus.Aborted => Kind == TransactionChangeKind.Put,
        _ => true,
    };
}
