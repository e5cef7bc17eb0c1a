using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Backends.DynamoDb.Tests;

[TestFixture]
public sealed class ClearTests
{
    private static readonly string _table = SharedServer.NewTable("clear");
    private static readonly byte[] _payload = [1, 2, 3];

    private DynamoDbBackend _backend = null!;

    [SetUp]
    public async Task Connect()
    {
        _backend = await SharedServer.BackendAsync(_table);
        await _backend.ClearAsync("");
    }

    [TearDown]
    public void Disconnect() => _backend?.Dispose();

    [Test]
    public async Task A_batch_is_of_25_keys_at_most()
    {
        await FillAsync(200);
        using var client = new BusyClient(await SharedServer.EndpointAsync());
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);

        Assert.That(await backend.ClearAsync("users:"), Is.EqualTo(200));

        Assert.That(client.LargestBatch, Is.EqualTo(25));
    }

    [Test]
    public async Task Unprocessed_items_of_a_batch_are_sent_again()
    {
        await FillAsync(60);
        using var client = new BusyClient(await SharedServer.EndpointAsync()) { BatchSize = 9 };
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);

        Assert.That(await backend.ClearAsync("users:"), Is.EqualTo(60));

        Assert.That(await _backend.ClearAsync("users:"), Is.Zero);
    }

    [Test]
    public async Task A_store_without_capacity_is_waited_for()
    {
        await FillAsync(10);
        using var client = new BusyClient(await SharedServer.EndpointAsync()) { Refusals = 3 };
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);

        Assert.That(await backend.ClearAsync("users:"), Is.EqualTo(10));
    }

    [Test]
    public async Task A_cancelled_wait_for_capacity_ends()
    {
        await FillAsync(10);
        using var client = new BusyClient(await SharedServer.EndpointAsync()) { BatchSize = 0 };
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        Assert.That(async () => await backend.ClearAsync("users:", cancellation.Token), Throws.InstanceOf<OperationCanceledException>());

        Assert.That(await _backend.ClearAsync("users:"), Is.EqualTo(10));
    }

    [Test]
    public async Task Expired_entries_that_the_store_still_has_are_removed_and_do_not_count()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using DynamoDbBackend backend = await SharedServer.BackendAsync(_table, options => options.TimeProvider = clock);
        await backend.SetAsync("users:1", _payload, TimeSpan.FromMinutes(1));
        await backend.SetAsync("users:2", _payload, TimeSpan.FromMinutes(2));
        clock.Advance(TimeSpan.FromMinutes(1));

        Assert.That(await backend.ClearAsync("users:"), Is.EqualTo(1));

        Assert.That(await _backend.ClearAsync("users:"), Is.Zero);
    }

    // The prefix is UTF-16, the stored key UTF-8: half a surrogate pair is not the beginning of a whole one in UTF-8.
    [Test]
    public async Task A_prefix_that_ends_in_half_a_character_is_a_prefix_of_the_whole_one()
    {
        string[] meant = ["half:\uD83D", "half:\uD83D!", "half:\uD83D\uDC00", "half:\uD83D\uDE00", "half:\uD83D\uDFFFx"];
        string[] others = ["half:\uD83C\uDFFF", "half:\uD83E\uDC00", "half:\uDE00", "half:\uFFFD"];
        foreach (string key in meant.Concat(others))
            await _backend.SetAsync(key, _payload, TimeSpan.FromMinutes(1));

        Assert.That(await _backend.ClearAsync("half:\uD83D"), Is.EqualTo(meant.Length));

        Assert.That(await _backend.ClearAsync("half:"), Is.EqualTo(others.Length));
    }

    [TestCase(1900)]
    [TestCase(1983)]
    [TestCase(2048)]
    [TestCase(3000)]
    public async Task A_prefix_may_be_longer_than_what_is_kept_of_a_key(int length)
    {
        string prefix = new('鍵', length / 3);
        string[] meant = [prefix, prefix + "a", prefix + new string('鍵', 1000)];
        string[] others = [prefix[..^1], prefix[..^1] + '鎖', prefix[..^1] + new string('鎖', 1000)];
        foreach (string key in meant.Concat(others))
            await _backend.SetAsync(key, _payload, TimeSpan.FromMinutes(1));

        Assert.That(await _backend.ClearAsync(prefix), Is.EqualTo(meant.Length));

        Assert.That(await _backend.ClearAsync(prefix[..^1]), Is.EqualTo(others.Length));
    }

    private async Task FillAsync(int count) =>
        await _backend.SetManyAsync([.. Enumerable.Range(0, count).Select(number => new BatchEntry($"users:{number}", _payload, null))]);
}
