using System.Transactions;
using CacheKit.EntityFramework.Tests.Shop;

namespace CacheKit.EntityFramework.Tests;

/// <summary>Functions that evict and put inside a transaction, with concurrent reads.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
internal sealed class AmbientTransactionTests(string store) : ShopFixture(store)
{
    private readonly Orders _orders = new();

    [Test]
    public async Task Entries_cached_between_eviction_and_commit_are_gone_after_the_commit()
    {
        await _orders.StateAsync(7);
        using (TransactionScope scope = NewScope())
        {
            await _orders.CancelAsync(7);
            Assert.That(await ReadElsewhereAsync(), Is.EqualTo("open"));
            scope.Complete();
        }

        Assert.That(await ReadElsewhereAsync(), Is.EqualTo("cancelled"));
    }

    [Test]
    public async Task After_a_rollback_what_was_cached_meanwhile_stays()
    {
        using (NewScope())
        {
            await _orders.CancelAsync(7);
            await ReadElsewhereAsync();
        }

        Assert.That((await CacheManager.For(() => _orders.StateAsync(7)).TryGetAsync()).Value, Is.EqualTo("open"));
    }

    [Test]
    public async Task After_a_rollback_what_was_put_is_gone()
    {
        using (NewScope())
            await _orders.CloseAsync(7);
        Assert.That(await ReadElsewhereAsync(), Is.EqualTo("open"));
    }

    [Test]
    public async Task After_a_commit_what_was_put_is_there()
    {
        using (TransactionScope scope = NewScope())
        {
            await _orders.CloseAsync(7);
            scope.Complete();
        }

        Assert.That((await CacheManager.For(() => _orders.StateAsync(7)).TryGetAsync()).Value, Is.EqualTo("closed"));
    }

    private static TransactionScope NewScope() => new(TransactionScopeAsyncFlowOption.Enabled);

    private Task<string> ReadElsewhereAsync()
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(() => _orders.StateAsync(7));
    }
}
