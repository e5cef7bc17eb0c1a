using System.Text;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Clearing by generations, with two processes.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class GenerationTests(bool threeServers)
{
    private string _cache = null!;
    private MemcachedServer[] _servers = [];
    private MemcachedBackend _ours = null!;
    private MemcachedBackend _theirs = null!;

    // Not shared, since a test counts the writes of these servers.
    [OneTimeSetUp]
    public async Task StartServers() =>
        _servers = await Task.WhenAll(Enumerable.Range(0, threeServers ? 3 : 1).Select(_ => MemcachedServer.StartAsync()));

    [OneTimeTearDown]
    public async Task EndServers()
    {
        foreach (MemcachedServer server in _servers)
            await server.DisposeAsync();
    }

    [SetUp]
    public void Connect()
    {
        _cache = $"generations-{Guid.NewGuid():N}";
        _ours = NewBackend();
        _theirs = NewBackend();
    }

    [TearDown]
    public async Task Disconnect()
    {
        // A skipped test has no set-up.
        if (_ours is null)
            return;

        await _ours.DisposeAsync();
        await _theirs.DisposeAsync();
    }

    private string Key => _cache + ":users:1";

    private string Cache => _cache + ":";

    private string Namespace => _cache + ":users:";

    [Test]
    public async Task Another_process_sees_a_clear_at_its_next_read([Values] bool whole)
    {
        for (var round = 0; round < 20; round++)
        {
            await WriteAsync(_ours, Key, "payload");
            Assert.That(await ReadAsync(_theirs, Key), Is.EqualTo("payload"));

            Assert.That(await _ours.ClearAsync(whole ? Cache : Namespace), Is.EqualTo(-1));

            Assert.That(await ReadAsync(_theirs, Key), Is.Null);
            Assert.That(await _theirs.GetWithTimeToLiveAsync(Key), Is.Null);
        }
    }

    [Test]
    public async Task An_entry_that_another_process_sets_after_a_clear_is_visible_to_all()
    {
        for (var round = 0; round < 20; round++)
        {
            await WriteAsync(_theirs, Key, "old");
            await _ours.ClearAsync(Namespace);
            await WriteAsync(_theirs, Key, $"{round}");
            Assert.That(await ReadAsync(_ours, Key), Is.EqualTo($"{round}"));
            Assert.That(await ReadAsync(_theirs, Key), Is.EqualTo($"{round}"));
        }
    }

    [Test]
    public async Task Another_process_removes_and_adds_under_the_new_generation()
    {
        await WriteAsync(_theirs, Key, "old");
        await _ours.ClearAsync(Namespace);
        Assert.That(await _theirs.RemoveAsync(Key), Is.False);
        await _ours.ClearAsync(Cache);
        Assert.That(await _theirs.AddAsync(Key, "new"u8.ToArray(), TimeSpan.FromMinutes(1)), Is.True);
        Assert.That(await _ours.AddAsync(Key, "newer"u8.ToArray(), TimeSpan.FromMinutes(1)), Is.False);
        Assert.That(await ReadAsync(_ours, Key), Is.EqualTo("new"));
    }

    // As if Memcached had evicted it.
    [Test]
    public async Task A_lost_generation_never_brings_cleared_entries_back([Values] bool whole)
    {
        string scope = whole ? Cache : Namespace;
        for (var round = 0; round < 10; round++)
        {
            await WriteAsync(_ours, Key, "cleared");
            await ReadAsync(_theirs, Key);
            await _ours.ClearAsync(scope);
            await DeleteEverywhereAsync(Encoding.UTF8.GetString(MemcachedKey.OfGeneration(scope)));

            Assert.That(await ReadAsync(_theirs, Key), Is.Null);
            Assert.That(await ReadAsync(_ours, Key), Is.Null);
            await WriteAsync(_theirs, Key, "new");
            Assert.That(await ReadAsync(_ours, Key), Is.EqualTo("new"));
        }
    }

    [Test]
    public async Task Concurrent_callers_that_find_no_generation_agree_on_one()
    {
        await using MemcachedBackend third = NewBackend();
        MemcachedBackend[] all = [_ours, _theirs, third];
        for (var round = 0; round < 20; round++)
        {
            string key = $"{_cache}:{round}:1";
            await Task.WhenAll(all.Select(backend => Task.Run(async () => await WriteAsync(backend, key, "payload"))));
            foreach (MemcachedBackend backend in all)
                Assert.That(await ReadAsync(backend, key), Is.EqualTo("payload"));
        }
    }

    [Test]
    public async Task A_value_that_is_not_a_generation_is_replaced()
    {
        await WriteAsync(_ours, Key, "payload");
        string name = Encoding.UTF8.GetString(MemcachedKey.OfGeneration(Namespace));
        foreach (MemcachedServer server in _servers)
            await server.SendAsync($"ms {name} 7 T0\r\ngarbage");

        Assert.That(await ReadAsync(_ours, Key), Is.Null);
        await WriteAsync(_theirs, Key, "new");
        Assert.That(await ReadAsync(_ours, Key), Is.EqualTo("new"));
    }

    // An entry that was stored before the clear started is gone after it, and an entry that is stored after it remains.
    [Test]
    public async Task A_write_that_ended_before_a_clear_never_survives_it()
    {
        for (var round = 0; round < 200; round++)
        {
            string key = $"{_cache}:users:{round}";
            Task racing = Task.Run(async () => await WriteAsync(_theirs, key + "-racing", "racing"));
            await WriteAsync(_theirs, key, "before");
            await _ours.ClearAsync(Namespace);
            Assert.That(await ReadAsync(_theirs, key), Is.Null);
            await WriteAsync(_theirs, key, "after");
            Assert.That(await ReadAsync(_ours, key), Is.EqualTo("after"));
            await racing;

            // In either order, all processes see the same.
            Assert.That(await ReadAsync(_ours, key + "-racing"), Is.EqualTo(await ReadAsync(_theirs, key + "-racing")));
        }
    }

    [Test]
    public async Task A_clear_takes_no_longer_for_more_entries()
    {
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(number => WriteAsync(_ours, $"{_cache}:users:{number}", "payload").AsTask()));
        long before = await WritesAsync();
        Assert.That(await _ours.ClearAsync(Namespace), Is.EqualTo(-1));

        // One command on one server; nothing is deleted or listed.
        Assert.That(await WritesAsync() - before, Is.EqualTo(1));
        await Poll.UntilAsync(async () => await ReadAsync(_theirs, $"{_cache}:users:999") is null);
    }

    private MemcachedBackend NewBackend() => SharedServers.Backend(string.Join(',', _servers.Select(server => server.ConnectionString)));

    private async Task<long> WritesAsync()
    {
        long writes = 0;
        foreach (MemcachedServer server in _servers)
        {
            string[] stats = (await server.SendAsync("stats")).Split("\r\n");
            writes += stats.Where(line => line.StartsWith("STAT cmd_set ", StringComparison.Ordinal)
                || line.StartsWith("STAT delete_", StringComparison.Ordinal))
                .Sum(line => long.Parse(line.Split(' ')[2], System.Globalization.CultureInfo.InvariantCulture));
        }

        return writes;
    }

    private async Task DeleteEverywhereAsync(string name)
    {
        foreach (MemcachedServer server in _servers)
            await server.SendAsync($"md {name}");
    }

    private static ValueTask WriteAsync(MemcachedBackend backend, string key, string text) =>
        backend.SetAsync(key, Encoding.UTF8.GetBytes(text), TimeSpan.FromMinutes(5));

    private static async Task<string?> ReadAsync(MemcachedBackend backend, string key) =>
        await backend.GetAsync(key) is { } payload ? Encoding.UTF8.GetString(payload.Span) : null;
}
