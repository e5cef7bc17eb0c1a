using System.Globalization;
using CacheKit.Conformance;
using CacheKit.Servers;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>Calls for many keys on several servers, one of which is down.</summary>
[TestFixture]
public sealed class BatchTests
{
    private static readonly string[] _keys = [.. Enumerable.Range(0, 90).Select(number => number.ToString(CultureInfo.InvariantCulture))];

    [Test]
    public async Task The_keys_of_a_server_that_is_down_fail_and_the_others_do_not()
    {
        await using MemcachedServer one = await MemcachedServer.StartAsync();
        await using MemcachedServer other = await MemcachedServer.StartAsync();
        await using MemcachedBackend backend = SharedServers.Backend($"{one.ConnectionString},{other.ConnectionString}");
        await Poll.UntilSucceedsAsync(async () =>
        {
            foreach (string key in _keys)
                await backend.SetAsync(key, new byte[] { 1 }, null);
        });
        Assert.That(FailuresOf(await backend.GetManyAsync(_keys)), Is.Zero);

        other.Kill();
        await Poll.UntilAsync(async () => FailuresOf(await backend.GetManyAsync(_keys)) > 0);

        BatchReply<CacheEntry?> read = await backend.GetManyWithTimeToLiveAsync(_keys);
        Assert.That(FailuresOf(read), Is.InRange(1, _keys.Length - 1));
        for (int i = 0; i < _keys.Length; i++)
            Assert.That(read.FailureAt(i) is null, Is.EqualTo(read[i] is not null), _keys[i]);
        BatchReply<bool> set = await backend.SetManyAsync([.. _keys.Select(key => new BatchEntry(key, new byte[] { 2 }, null))]);
        BatchReply<bool?> removed = await backend.RemoveManyAsync(_keys);
        for (int i = 0; i < _keys.Length; i++)
        {
            Assert.That(set.FailureAt(i) is null, Is.EqualTo(read.FailureAt(i) is null), _keys[i]);
            Assert.That(removed.FailureAt(i) is null ? removed[i] : null, Is.EqualTo(read.FailureAt(i) is null ? true : (bool?)null), _keys[i]);
        }
    }

    private static int FailuresOf<T>(BatchReply<T> reply) => Enumerable.Range(0, reply.Count).Count(i => reply.FailureAt(i) is not null);
}
