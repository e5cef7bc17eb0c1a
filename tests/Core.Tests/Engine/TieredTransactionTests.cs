using System.Transactions;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A store with a memory in front of it: a copy of what a reader cached before the commit is not found after it either.</summary>
[TestFixture]
internal sealed class TieredTransactionTests : TierFixture
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["row"], Namespace = "rows" };

    private static IEnumerable<TestCaseData> Evictions =>
    [
        new TestCaseData((Func<Cache, Task>)(cache => cache.RemoveAsync("row", _tagged).AsTask())).SetArgDisplayNames("remove"),
        new TestCaseData((Func<Cache, Task>)(cache => cache.ClearAsync("rows").AsTask())).SetArgDisplayNames("clear"),
        new TestCaseData((Func<Cache, Task>)(cache => cache.EvictAsync("row").AsTask())).SetArgDisplayNames("evict"),
    ];

    [TestCaseSource(nameof(Evictions))]
    public async Task The_copy_of_a_reader_is_evicted_after_the_commit(Func<Cache, Task> evict)
    {
        var table = new Table();
        using var cache = new Cache(Process(new ReplacingBackend(Clock)), "app", new CacheOptions { TimeProvider = Clock });
        Task<string> Read() => cache.GetOrCreateAsync("row", _ => ValueTask.FromResult(table.Read()), _tagged).AsTask();
        using (var scope = new TransactionScope(TransactionScopeAsyncFlowOption.Enabled))
        {
            table.Write("new");
            await evict(cache);
            Task<string> elsewhere;
            using (ExecutionContext.SuppressFlow())
                elsewhere = Task.Run(Read);
            Assert.That(await elsewhere.Soon(), Is.EqualTo("old"));
            scope.Complete();
        }

        Assert.That(await Read().Soon(), Is.EqualTo("new"));
    }
}
