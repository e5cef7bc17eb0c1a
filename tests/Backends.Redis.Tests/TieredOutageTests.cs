using CacheKit.Conformance;
using CacheKit.Servers;
using StackExchange.Redis;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Two processes with their own L1 over one Redis, which fails and recovers.</summary>
[TestFixture]
public sealed class TieredOutageTests
{
    private const string Key = "app::key";

    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(2);

    private readonly List<IAsyncDisposable> _made = [];
    private RedisServer _redis = null!;
    private TieredBackend _one = null!;
    private TieredBackend _other = null!;

    [SetUp]
    public async Task Start()
    {
        _redis = await RedisServer.StartAsync();
        _one = await ProcessAsync();
        _other = await ProcessAsync();
        await _one.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);
        await HoldAsync(_other);
        await HoldAsync(_one);
    }

    [TearDown]
    public async Task End()
    {
        // A skipped test has no set-up.
        if (_other is null)
            return;

        await _one.DisposeAsync();
        await _other.DisposeAsync();
        foreach (IAsyncDisposable made in _made)
            await made.DisposeAsync();
        _made.Clear();
        await _redis.DisposeAsync();
    }

    [Test]
    public async Task A_removal_by_one_process_drops_the_copy_of_the_other()
    {
        // The staleness bound is long, so that the copy is not dropped for its age.
        await using TieredBackend other = await ProcessAsync(staleness: TimeSpan.FromHours(1));
        await HoldAsync(other);
        await _one.RemoveAsync(Key);
        await Poll.UntilAsync(async () => await other.Local.GetAsync(Key) is null);
    }

    [Test]
    public async Task An_entry_removed_while_the_server_was_down_is_not_found_after_it_recovers()
    {
        _redis.Kill();
        await Poll.UntilAsync(async () => await _other.Local.GetAsync(Key) is null);

        await _redis.RestartAsync();
        ReadOnlyMemory<byte>? found = null;
        await Poll.UntilSucceedsAsync(async () => found = await _other.GetAsync(Key));
        Assert.That(found, Is.Null);
        await Poll.UntilSucceedsAsync(async () => await _one.SetAsync(Key, "new"u8.ToArray(), timeToLive: null));
        await Poll.UntilAsync(async () => (await _other.GetAsync(Key))?.Span.SequenceEqual("new"u8) == true);
    }

    [Test]
    public async Task Both_processes_receive_messages_of_each_other_again_after_an_outage()
    {
        _redis.Kill();
        await Poll.UntilAsync(async () => await _other.Local.GetAsync(Key) is null);
        await _redis.RestartAsync();

        await Poll.UntilSucceedsAsync(async () => await _one.SetAsync(Key, "again"u8.ToArray(), timeToLive: null));
        await HoldAsync(_other);
        await _one.RemoveAsync(Key);
        await Poll.UntilAsync(async () => await _other.Local.GetAsync(Key) is null);
    }

    private async Task<TieredBackend> ProcessAsync(TimeSpan? staleness = null)
    {
        var memory = new InMemoryBackend();
        RedisBackend redis = await SharedServers.ConnectAsync(_redis.ConnectionString);
        _made.Add(redis);
        return new TieredBackend(memory, redis, new TieredBackendOptions { Staleness = staleness ?? _bound, Interval = TimeSpan.FromMilliseconds(200) });
    }

    // Waits for a copy that lives as long as the entry, which shows that the process receives messages.
    private static Task HoldAsync(TieredBackend process) => Poll.UntilAsync(async () =>
    {
        await process.Local.RemoveAsync(Key);
        try
        {
            await process.GetAsync(Key);
        }
        catch (RedisException)
        {
            return false; // Each process reconnects at a different time.
        }

        return await process.Local.GetWithTimeToLiveAsync(Key) is { TimeToLive: null };
    });
}
