namespace CacheKit.Core.Tests.Engine;

/// <summary>The changes of a transaction are those that were made before its end, each once.</summary>
[TestFixture]
internal sealed class TransactionChangesTests
{
    [Test]
    public void A_change_after_the_end_is_not_among_the_changes()
    {
        var changes = new TransactionChanges();
        (TransactionChange first, TransactionChange late) = (new(TransactionChangeKind.Key, "first"), new(TransactionChangeKind.Key, "late"));
        Assert.That((changes.TryAdd(first), changes.TryAdd(first)), Is.EqualTo((true, true)));
        Assert.That(changes.End(), Is.EqualTo(new[] { first }));
        Assert.That(changes.TryAdd(late), Is.False);
        Assert.That(changes.End(), Is.EqualTo(new[] { first }));
    }
}
