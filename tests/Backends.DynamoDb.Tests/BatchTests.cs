using System.Globalization;
using CacheKit.Servers;
using Microsoft.Extensions.Logging;

namespace CacheKit.Backends.DynamoDb.Tests;

/// <summary>Calls for many keys while the table has too little capacity, and where the policy of the application denies them.</summary>
[TestFixture]
public sealed class BatchTests
{
    private static readonly string _table = SharedServer.NewTable("batches");

    [Test]
    public async Task Reads_are_sent_in_batches_of_a_hundred_until_none_is_unprocessed()
    {
        using var client = new BatchClient(await SharedServer.EndpointAsync()) { MostProcessed = 30, Refusals = 1 };
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        string[] keys = Keys(250);
        await backend.SetManyAsync([.. keys.Select(key => new BatchEntry(key, new byte[] { 1 }, null))]);

        BatchReply<CacheEntry?> read = await backend.GetManyWithTimeToLiveAsync(keys);

        Assert.That(keys.Index().Select(key => read[key.Index]), Is.All.Not.Null);
        Assert.That((client.LargestRead, client.LargestWrite), Is.EqualTo((100, 25)));
        Assert.That(client.Reads, Is.GreaterThanOrEqualTo(9));
    }

    [Test]
    public async Task Writes_are_sent_until_none_is_unprocessed()
    {
        using var client = new BatchClient(await SharedServer.EndpointAsync()) { MostProcessed = 10, Refusals = 1 };
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        string[] keys = Keys(60);

        await backend.SetManyAsync([.. keys.Select(key => new BatchEntry(key, new byte[] { 1 }, null))]);
        foreach (string key in keys)
            Assert.That(await backend.GetAsync(key), Is.Not.Null);
        await backend.RemoveManyAsync(keys);
        foreach (string key in keys)
            Assert.That(await backend.GetAsync(key), Is.Null);
    }

    // On a busy machine nothing may be processed within a short limit, so a longer one is tried.
    [Test]
    public async Task What_is_unprocessed_at_the_time_limit_fails_and_the_rest_does_not()
    {
        using var client = new BatchClient(await SharedServer.EndpointAsync()) { NeverProcessed = "never" };
        using DynamoDbBackend creator = SharedServer.BackendOver(client, _table);
        await creator.GetAsync("key");
        string prefix = $"{Guid.NewGuid():N}:";
        string[] keys = [prefix + "one", prefix + "never"];
        Exception?[] failures = [];
        for (int seconds = 1; seconds <= 64 && (failures.Length == 0 || failures[0] is not null); seconds *= 4)
        {
            using DynamoDbBackend backend = SharedServer.BackendOver(client, _table, options => options.Timeout = TimeSpan.FromSeconds(seconds));
            BatchReply<bool> set = await backend.SetManyAsync([.. keys.Select(key => new BatchEntry(key, new byte[] { 1 }, null))]);
            BatchReply<CacheEntry?> read = await backend.GetManyWithTimeToLiveAsync(keys);
            failures = [set.FailureAt(0) ?? read.FailureAt(0), set.FailureAt(1), read.FailureAt(1)];
        }

        Assert.That(failures[0], Is.Null);
        Assert.That(failures[1..], Is.All.InstanceOf<StoreRefusedException>().With.Property(nameof(StoreRefusedException.IsTransient)).True);
        Assert.That((await creator.GetAsync(keys[0]))?.Length, Is.EqualTo(1));
    }

    [Test]
    public async Task Where_batches_are_denied_each_key_has_a_request_of_its_own()
    {
        using var client = new BatchClient(await SharedServer.EndpointAsync()) { Denies = true };
        using var loggers = new RecordingLoggers();
        using DynamoDbBackend backend = SharedServer.BackendOver(client, _table);
        backend.UseLoggers(loggers);
        string[] keys = Keys(20);
        for (int i = 0; i < 2; i++)
        {
            await backend.SetManyAsync([.. keys.Select(key => new BatchEntry(key, new byte[] { 1 }, null))]);
            BatchReply<CacheEntry?> read = await backend.GetManyWithTimeToLiveAsync(keys);
            Assert.That(keys.Index().Select(key => read[key.Index]), Is.All.Not.Null);
            BatchReply<bool?> removed = await backend.RemoveManyAsync(keys);
            Assert.That(keys.Index().Select(key => removed[key.Index]), Is.All.True);
        }

        Assert.That(client.Denied, Is.EqualTo(2), "one read and one write");
        Assert.That(loggers.Lines.Count(line => line.Level == LogLevel.Warning), Is.EqualTo(2));
    }

    private static string[] Keys(int count)
    {
        string prefix = $"{Guid.NewGuid():N}:";
        return [.. Enumerable.Range(0, count).Select(number => prefix + number.ToString(CultureInfo.InvariantCulture))];
    }
}
