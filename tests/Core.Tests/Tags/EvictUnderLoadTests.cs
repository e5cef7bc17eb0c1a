using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Many who read and compute while a tag is evicted again and again.</summary>
[TestFixture(StoreKind.Remote)]
[TestFixture(StoreKind.Memory)]
internal sealed class EvictUnderLoadTests(StoreKind kind) : CacheFixture(kind)
{
    private const int Evictions = 200;
    private const int Keys = 3;

    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users"] };

    private int _version;

    [Test]
    public async Task No_reader_gets_a_value_older_than_an_eviction_that_has_ended()
    {
        Cache other = NewCache();
        using var ended = new CancellationTokenSource();
        Task[] readers = [.. Enumerable.Range(0, 4).Select(reader => Task.Run(() => KeepReadingAsync(reader < 2 ? Cache : other, ended.Token)))];
        try
        {
            for (int i = 0; i < Evictions; i++)
            {
                int version = Interlocked.Increment(ref _version);
                await Cache.EvictAsync("users");
                string key = $"{i % Keys}";
                Assert.That(await ComputeAsync(Cache, key), Is.GreaterThanOrEqualTo(version));
                Assert.That(
                    (await other.TryGetAsync<int>(key, _tagged)) is { HasValue: true, Value: var found } ? found : version,
                    Is.GreaterThanOrEqualTo(version));
            }
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAll(readers).Soon();
        }
    }

    private async Task KeepReadingAsync(Cache cache, CancellationToken ended)
    {
        for (int i = 0; !ended.IsCancellationRequested; i++)
        {
            await ComputeAsync(cache, $"{i % Keys}");
            await Task.Yield(); // A reader that is always answered at once would keep its thread from those who evict.
        }
    }

    private ValueTask<int> ComputeAsync(Cache cache, string key) => cache.GetOrCreateAsync(key, async _ =>
    {
        int version = Volatile.Read(ref _version);
        await Task.Yield();
        return version;
    }, _tagged);
}
