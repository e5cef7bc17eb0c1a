namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The replies to calls for many keys.</summary>
[TestFixture]
internal sealed class MemoryBatchTests
{
    [Test]
    public async Task Each_key_has_its_reply_in_the_order_of_the_call()
    {
        using var backend = new InMemoryBackend();
        BatchReply<bool> set = await backend.SetManyAsync([new BatchEntry("a", new byte[1], null), new BatchEntry("b", new byte[2], TimeSpan.Zero)]);
        BatchReply<CacheEntry?> read = await backend.GetManyWithTimeToLiveAsync(["b", "a"]);
        BatchReply<bool?> removed = await backend.RemoveManyAsync(["a", "b"]);
        Assert.That((set.Count, set[0], set[1]), Is.EqualTo((2, true, true)));
        Assert.That((read[0], read[1]?.Payload.Length), Is.EqualTo(((CacheEntry?)null, 1)));
        Assert.That((removed[0], removed[1]), Is.EqualTo((true, false)));
    }
}
