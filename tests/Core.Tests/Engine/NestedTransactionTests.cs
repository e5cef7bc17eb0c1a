using System.Transactions;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>Scopes inside scopes: an eviction belongs to the transaction that is current when it is made.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class NestedTransactionTests(StoreKind kind) : TransactionFixture(kind)
{
    [Test]
    public async Task A_suppressed_inner_scope_evicts_immediately_and_not_again_at_the_commit()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            using (new TransactionScope(TransactionScopeOption.Suppress, TransactionScopeAsyncFlowOption.Enabled))
                await Cache.RemoveAsync("row", Tagged);
            await ReadElsewhereAsync();
            scope.Complete();
        }

        await ReadAsync();
        Assert.That(Runs, Is.EqualTo(2));
    }

    [Test]
    public async Task A_new_inner_transaction_evicts_after_its_own_commit()
    {
        await ReadAsync();
        using (NewScope())
        {
            using (var inner = new TransactionScope(TransactionScopeOption.RequiresNew, TransactionScopeAsyncFlowOption.Enabled))
            {
                Table.Write("new");
                await Cache.RemoveAsync("row", Tagged);
                await ReadElsewhereAsync();
                inner.Complete();
            }

            Assert.That(await Elsewhere(ReadAsync), Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task A_joined_inner_scope_evicts_after_the_commit_of_the_outer_one()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            using (TransactionScope inner = NewScope())
            {
                Table.Write("new");
                await Cache.RemoveAsync("row", Tagged);
                inner.Complete();
            }

            await ReadElsewhereAsync();
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_dependent_clone_belongs_to_its_transaction()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            DependentTransaction clone = Transaction.Current!.DependentClone(DependentCloneOption.BlockCommitUntilComplete);
            await Elsewhere(async () =>
            {
                using (clone)
                {
                    using (var inner = new TransactionScope(clone, TransactionScopeAsyncFlowOption.Enabled))
                    {
                        await Cache.RemoveAsync("row", Tagged);
                        inner.Complete();
                    }

                    clone.Complete();
                }

                return 0;
            });
            await ReadElsewhereAsync();
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("new"));
    }
}
