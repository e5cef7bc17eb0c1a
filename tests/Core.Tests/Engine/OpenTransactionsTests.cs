using System.Transactions;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A row is changed and its entry evicted inside a transaction, while another request reads before the commit.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Server)]
[TestFixture(StoreKind.Memory)]
internal sealed class OpenTransactionsTests(StoreKind kind) : TransactionFixture(kind)
{
    private static IEnumerable<TestCaseData> Evictions =>
    [
        new TestCaseData((Func<Cache, Task>)(cache => cache.RemoveAsync("row", Tagged).AsTask())).SetArgDisplayNames("remove"),
        new TestCaseData((Func<Cache, Task>)(cache => cache.ClearAsync("rows").AsTask())).SetArgDisplayNames("clear"),
        new TestCaseData((Func<Cache, Task>)(cache => cache.EvictAsync("row").AsTask())).SetArgDisplayNames("evict"),
    ];

    [TestCaseSource(nameof(Evictions))]
    public async Task A_value_that_a_reader_cached_before_the_commit_is_evicted_after_it(Func<Cache, Task> evict)
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await evict(Cache);
            Assert.That(await ReadElsewhereAsync(), Is.EqualTo("old"));
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task An_immediate_eviction_is_no_soft_one_after_the_commit()
    {
        CacheEntryOptions graceful = Tagged with { Stale = new StaleOptions { Grace = TimeSpan.FromHours(1) } };
        Task<string> Read() => Cache.GetOrCreateAsync("row", _ => ValueTask.FromResult(Table.Read()), graceful).AsTask();
        await Read();
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await Cache.EvictAsync("row");
            Assert.That(await Elsewhere(Read), Is.EqualTo("old"));
            scope.Complete();
        }

        Assert.That(await Read(), Is.EqualTo("new"));
    }

    [TestCaseSource(nameof(Evictions))]
    public async Task An_eviction_takes_effect_before_the_commit_too(Func<Cache, Task> evict)
    {
        await ReadAsync();
        using TransactionScope scope = NewScope();
        await evict(Cache);
        await ReadElsewhereAsync();
        Assert.That(Runs, Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Evictions))]
    public async Task A_rollback_does_not_repeat_the_evictions(Func<Cache, Task> evict)
    {
        await ReadAsync();
        using (NewScope())
        {
            Table.Write("new");
            await evict(Cache);
            await ReadElsewhereAsync();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("old"));
        Assert.That(Runs, Is.EqualTo(2));
    }

    [TestCaseSource(nameof(Evictions))]
    public async Task A_value_that_was_being_computed_at_the_commit_is_not_stored(Func<Cache, Task> evict)
    {
        var gate = new Gate();
        Task<string> reader;
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await evict(Cache);
            reader = Elsewhere(() => Cache.GetOrCreateAsync("row", async token =>
            {
                string value = Table.Read();
                await gate.PassAsync(token);
                return value;
            }, Tagged).AsTask());
            await gate.Reached.Soon();
            scope.Complete();
        }

        gate.Open();
        Assert.That(await reader.Soon(), Is.EqualTo("old"));
        Assert.That(await ReadAsync(), Is.EqualTo("new"));
    }

    [Test]
    public async Task A_soft_eviction_is_repeated_softly()
    {
        CacheEntryOptions options = Tagged with
        {
            Stale = new StaleOptions { Grace = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.Zero },
            Expiration = TimeSpan.FromHours(1),
        };
        Task<string> Read() => Cache.GetOrCreateAsync("row", _ => ValueTask.FromResult(Table.Read()), options).AsTask();
        await Read();
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await Cache.EvictAsync("row", EvictionMode.Soft);
            await Elsewhere(Read);
            scope.Complete();
        }

        await Poll.UntilAsync(async () => await Read() == "new");
    }

    [TestCaseSource(nameof(Evictions))]
    public async Task The_eviction_after_the_commit_reaches_other_processes_on_the_store(Func<Cache, Task> evict)
    {
        Cache other = NewCache();
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            await evict(Cache);
            await ReadElsewhereAsync();
            Assert.That(await Elsewhere(() => FindsAsync(other)), Is.True);
            scope.Complete();
        }

        await Poll.UntilAsync(async () => !await FindsAsync(other));
    }

    [Test]
    public async Task A_soft_eviction_keeps_the_generations_before_it_when_it_is_repeated()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            await Cache.EvictAsync("row", EvictionMode.Soft);
            await ReadElsewhereAsync();
            scope.Complete();
        }

        // A store without conditional writes evicts immediately: nothing is left, or the new generation.
        int expected = Kind == StoreKind.Remote ? 1 : 3;
        await Poll.UntilAsync(async () => await Backend.GetAsync("app:%tags:row") is { } record && TagRecord.GenerationsIn(record.Span)!.Length == expected);
    }

    [Test]
    public async Task A_value_that_was_put_is_removed_after_a_rollback()
    {
        using (NewScope())
        {
            Table.Write("new");
            await Cache.SetAsync("row", "new", Tagged);
            Assert.That(await ReadElsewhereAsync(), Is.EqualTo("new"));
        }

        Assert.That(await ReadAsync(), Is.EqualTo("old"));
    }

    [Test]
    public async Task A_value_that_was_put_stays_after_the_commit()
    {
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await Cache.SetAsync("row", "new", Tagged);
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("new"));
        Assert.That(Runs, Is.Zero);
    }

    [Test]
    public async Task A_value_that_the_transaction_computes_after_an_eviction_is_not_stored()
    {
        using (NewScope())
        {
            Table.Write("new");
            await Cache.RemoveAsync("row", Tagged);
            Assert.That(await ReadAsync(), Is.EqualTo("new"));
            Assert.That(await ReadElsewhereAsync(), Is.EqualTo("old"));
        }

        Assert.That(await ReadAsync(), Is.EqualTo("old"));
    }

    [Test]
    public async Task A_value_that_is_computed_in_a_transaction_without_evictions_is_stored()
    {
        using (TransactionScope scope = NewScope())
        {
            await ReadAsync();
            scope.Complete();
        }

        await ReadAsync();
        Assert.That(Runs, Is.EqualTo(1));
    }

    [Test]
    public async Task An_eviction_after_the_scope_is_complete_is_immediate_and_logged_once()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            scope.Complete();
            await Cache.RemoveAsync("row", Tagged);
            await Cache.EvictAsync("row");
        }

        await ReadAsync();
        Assert.That(Runs, Is.EqualTo(2));
        Assert.That(
            Loggers.At(Microsoft.Extensions.Logging.LogLevel.Warning).Count(
                message => message.Contains("TransactionScope.Complete", StringComparison.Ordinal)),
            Is.EqualTo(1));
    }

    [Test]
    public async Task An_eviction_that_was_made_twice_is_repeated_once()
    {
        var transactions = 0;
        using (TransactionScope scope = NewScope())
        {
            for (; transactions < 100; transactions++)
                await Cache.RemoveAsync("row", Tagged);
            scope.Complete();
        }

        await Poll.UntilAsync(() => Backend is not RecordingBackend store || store.CountOf(RecordingBackend.Remove) == transactions + 1);
        Assert.That((await Cache.TryGetAsync<string>("row", Tagged)).HasValue, Is.False);
    }

    [Test]
    public async Task A_transaction_can_end_after_its_cache_was_disposed()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            await Cache.RemoveAsync("row", Tagged);
            Cache.Dispose();
            (Backend as IDisposable)?.Dispose();
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("old"));
    }

    [Test]
    public async Task An_eviction_that_the_store_fails_to_repeat_still_counts()
    {
        await ReadAsync();
        using (TransactionScope scope = NewScope())
        {
            Table.Write("new");
            await Cache.RemoveAsync("row", Tagged);
            await ReadElsewhereAsync();
            (Backend as RecordingBackend)?.Fail();
            scope.Complete();
        }

        Assert.That(await ReadAsync(), Is.EqualTo("new"));
    }

    private static async Task<bool> FindsAsync(Cache cache) => (await cache.TryGetAsync<string>("row", Tagged)).HasValue;
}
