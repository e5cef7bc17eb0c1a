using System.Transactions;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A value that is still on its way to the store when its transaction ends.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
internal sealed class EndedTransactionTests(StoreKind kind) : TransactionFixture(kind)
{
    private static readonly CacheEntryOptions _untagged = new() { Namespace = "rows" };

    [Test]
    public async Task A_value_that_is_put_after_the_rollback_is_removed([Values] bool isDisposed)
    {
        await PutAsync(transaction =>
        {
            transaction.Rollback();
            if (isDisposed)
                transaction.Dispose();
        });
        await Poll.UntilAsync(() => new(!((RecordingBackend)Backend).Keys.Any()), description: "the value has been removed");
        Assert.That(await FindAsync(), Is.Null);
    }

    [Test]
    public async Task A_value_that_is_put_after_the_commit_stays()
    {
        await PutAsync(transaction => transaction.Commit());
        Assert.That(await FindAsync(), Is.EqualTo("new"));
    }

    private async Task PutAsync(Action<CommittableTransaction> end)
    {
        Gate write = ((RecordingBackend)Backend).HoldNext(RecordingBackend.Set);
        using var transaction = new CommittableTransaction();
        Task put;
        using (var scope = new TransactionScope(transaction, TransactionScopeAsyncFlowOption.Enabled))
        {
            put = Cache.SetAsync("row", "new", _untagged).AsTask();
            await write.Reached.Soon();
            scope.Complete();
        }

        end(transaction);
        write.Open();
        await put.Soon();
    }

    private async Task<string?> FindAsync() => (await Cache.TryGetAsync<string>("row", _untagged)).Value;
}
