using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A removal or an eviction drops the copies before the call and after it, whatever becomes of the call.</summary>
[TestFixture]
internal sealed class TieredRemovalTests : TierFixture
{
    private const string TagKey = "app:%tags:tag";

    private static readonly CacheEntryOptions _tagged = new() { Tags = ["tag"] };

    private static readonly TestCaseData[] _changes =
    [
        Of("remove", Key, cache => cache.RemoveAsync("key")),
        Of("remove many", Key, cache => cache.RemoveManyAsync(["key", "other"])),
        Of("clear", Key, cache => cache.ClearAsync()),
        Of("evict", TagKey, cache => cache.EvictAsync("tag")),
        Of("evict many", TagKey, cache => cache.EvictManyAsync(["tag", "other"])),
    ];

    [TestCaseSource(nameof(_changes))]
    public async Task A_read_during_a_change_that_fails_leaves_no_copy(string copy, Func<Cache, Task> change)
    {
        TieredBackend process = await HearingProcessAsync(new TalkingStore(Clock));
        var wrapper = new FailingLate(process);
        using var cache = new Cache(wrapper, "app", new CacheOptions { TimeProvider = Clock });
        await cache.SetAsync("key", "value", _tagged);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.True);
        Assert.That(CopyIn(process, copy), Is.Not.Null);

        wrapper.Gate = new Gate();
        Task changing = change(cache);
        await wrapper.Gate.Reached.Soon();
        Assert.That(CopyIn(process, copy), Is.Null, "Nobody finds the copy while the store is asked.");
        await process.GetAsync(copy);
        Assert.That(CopyIn(process, copy), Is.Not.Null);
        wrapper.Gate.Open();
        await changing.Soon();

        Assert.That(CopyIn(process, copy), Is.Null);
        Assert.That((await cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    private static TestCaseData Of<T>(string name, string copy, Func<Cache, ValueTask<T>> change) =>
        new TestCaseData(copy, new Func<Cache, Task>(cache => change(cache).AsTask())).SetArgDisplayNames(name);

    // Its calls fail before they reach the two levels, once the gate is opened.
    private sealed class FailingLate(TieredBackend inner) : DelegatingBackend(inner)
    {
        public Gate? Gate { get; set; }

        public override async ValueTask SetAsync(
            string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
        {
            await FailLateAsync();
            await base.SetAsync(key, payload, timeToLive, cancellationToken);
        }

        public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
        {
            await FailLateAsync();
            return await base.RemoveAsync(key, cancellationToken);
        }

        public override async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default)
        {
            await FailLateAsync();
            return await base.ClearAsync(prefix, cancellationToken);
        }

        private async Task FailLateAsync()
        {
            if (Gate is not { } gate)
                return;
            await gate.PassAsync(CancellationToken.None);
            throw new IOException("The wrapper fails.");
        }
    }
}
