using CacheKit.Conformance;
using CacheKit.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Reads that race with removals and writes of another process, on two levels over one Redis.</summary>
[TestFixture]
public sealed class TieredRaceTests
{
    private const int Rounds = 20;

    private static readonly CacheEntryOptions _sliding =
        new() { Expiration = TimeSpan.FromDays(300), ExpirationRules = new ExpirationRules { SlidingExpiration = TimeSpan.FromHours(1) } };

    private readonly List<IAsyncDisposable> _processes = [];
    private readonly FakeTimeProvider _clock = new();
    private RedisServer _redis = null!;
    private string _prefix = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await SharedServers.RedisAsync();
        _prefix = Guid.NewGuid().ToString("N");
    }

    [TearDown]
    public async Task End()
    {
        foreach (IAsyncDisposable process in _processes)
            await process.DisposeAsync();
        _processes.Clear();
    }

    [Test]
    public async Task A_value_that_a_restarted_process_reads_and_removes_is_gone_for_all()
    {
        ICache other = await StartProcessAsync(TimeProvider.System);
        for (int round = 0; round < Rounds; round++)
        {
            await other.SetAsync("key", "old");
            ICache restarted = await StartProcessAsync(TimeProvider.System);

            Assert.That(await restarted.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")), Is.EqualTo("old"));
            Assert.That(await restarted.RemoveAsync("key"), Is.True);

            Assert.That((await restarted.TryGetAsync<string>("key")).HasValue, Is.False);
            await Poll.UntilAsync(async () => !(await other.TryGetAsync<string>("key")).HasValue);
        }
    }

    // The process may not be subscribed yet when the other one removes the key that it has just copied.
    [Test]
    public async Task A_value_that_a_restarted_process_reads_while_another_removes_it_is_gone_for_both()
    {
        ICache other = await StartProcessAsync(TimeProvider.System);
        for (int round = 0; round < Rounds; round++)
        {
            await other.SetAsync("key", "old");
            ICache restarted = await StartProcessAsync(TimeProvider.System);

            Task<string> read = restarted.GetOrCreateAsync("key", _ => ValueTask.FromResult("computed")).AsTask();
            await other.RemoveAsync("key");
            if (await read == "computed")
                await other.RemoveAsync("key");

            await Poll.UntilAsync(async () => !(await restarted.TryGetAsync<string>("key")).HasValue);
            Assert.That((await other.TryGetAsync<string>("key")).HasValue, Is.False);
        }
    }

    [Test]
    public async Task A_sliding_read_never_puts_an_old_value_in_the_place_of_a_new_one()
    {
        ICache reader = await StartProcessAsync(_clock);
        ICache writer = await StartProcessAsync(_clock);
        await writer.SetAsync("key", -1, _sliding);
        for (int round = 0; round < Rounds; round++)
        {
            _clock.Advance(TimeSpan.FromMinutes(40));
            Task[] reads = [.. Enumerable.Range(0, 10).Select(_ => reader.TryGetAsync<int>("key", _sliding).AsTask())];
            await writer.SetAsync("key", round, _sliding);
            await Task.WhenAll(reads);

            await Poll.UntilAsync(async () => (await reader.TryGetAsync<int>("key", _sliding)).Value == round);
            ICache third = await StartProcessAsync(_clock);
            Assert.That((await third.TryGetAsync<int>("key", _sliding)).Value, Is.EqualTo(round));
        }
    }

    [Test]
    public async Task A_sliding_read_never_brings_a_removed_value_back()
    {
        ICache reader = await StartProcessAsync(_clock);
        ICache writer = await StartProcessAsync(_clock);
        for (int round = 0; round < Rounds; round++)
        {
            await writer.SetAsync("key", round, _sliding);
            await reader.TryGetAsync<int>("key", _sliding);
            _clock.Advance(TimeSpan.FromMinutes(40));
            Task[] reads = [.. Enumerable.Range(0, 10).Select(_ => reader.TryGetAsync<int>("key", _sliding).AsTask())];
            await writer.RemoveAsync("key");
            await Task.WhenAll(reads);

            await Poll.UntilAsync(async () => !(await reader.TryGetAsync<int>("key", _sliding)).HasValue);
            Assert.That(await _redis.SendAsync("EXISTS", $"{_prefix}::key"), Is.EqualTo("0"));
        }
    }

    // Until a process receives messages, its copies live for the staleness bound by the clock of its L1.
    private async Task<ICache> StartProcessAsync(TimeProvider clock)
    {
        RedisBackend redis = await SharedServers.ConnectAsync(_redis.ConnectionString);
        var memory = new InMemoryBackend(new InMemoryBackendOptions { TimeProvider = clock });
        var tiers = new TieredBackend(
            memory, redis, new TieredBackendOptions { Channel = _prefix, Staleness = TimeSpan.FromSeconds(2), Interval = TimeSpan.FromSeconds(0.5) });
        var services = new ServiceCollection();
        services.AddCacheKit(_prefix, options =>
        {
            options.TimeProvider = clock;
            options.Store = new StoreOptions { Timeout = null };
        }).UseBackend(tiers);
        ServiceProvider process = services.BuildServiceProvider();
        _processes.AddRange([process, tiers, redis]);
        return process.GetRequiredService<ICache>();
    }
}
