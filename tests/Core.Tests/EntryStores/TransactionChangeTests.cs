using System.Transactions;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>What a transaction has changed is evicted at its end, depending on how it ended.</summary>
[TestFixture]
internal sealed class TransactionChangeTests
{
    [Test]
    public void After_a_commit_all_but_puts_after_a_rollback_puts_and_in_doubt_everything([Values] TransactionChangeKind kind)
    {
        var change = new TransactionChange(kind, "key");
        bool isPut = kind == TransactionChangeKind.Put;
        Assert.That(change.IsEvictedAfter(TransactionStatus.Committed), Is.EqualTo(!isPut));
        Assert.That(change.IsEvictedAfter(TransactionStatus.Aborted), Is.EqualTo(isPut));
        Assert.That(change.IsEvictedAfter(TransactionStatus.InDoubt), Is.True);
    }
}
