using System.Runtime.InteropServices;

namespace CacheKit.Conformance;

/// <summary>A payload comes back unchanged until it is replaced or removed.</summary>
public abstract class PayloadConformance : BackendFixture
{
    [Test]
    public async Task Get_returns_nothing_when_the_key_is_absent() =>
        Assert.That(await Backend.GetAsync(Key()), Is.Null);

    [Test]
    public async Task Get_with_time_to_live_returns_nothing_when_the_key_is_absent() =>
        Assert.That(await Backend.GetWithTimeToLiveAsync(Key()), Is.Null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(64 * 1024)]
    public Task A_payload_comes_back_unchanged(int length) => ExpectUnchangedAsync(RandomBytes(length));

    [Test]
    public Task The_largest_payload_comes_back_unchanged() => ExpectUnchangedAsync(RandomBytes(LargestPayload));

    [Test]
    public Task A_payload_of_every_byte_comes_back_unchanged() =>
        ExpectUnchangedAsync([.. Enumerable.Range(0, 256).Select(number => (byte)number)]);

    [Test]
    public async Task Both_reads_return_the_same_payload()
    {
        await WriteAsync(Key(), "payload", TimeSpan.FromHours(1));

        CacheEntry? entry = await Backend.GetWithTimeToLiveAsync(Key());

        Assert.That(entry?.Payload.ToArray(), Is.EqualTo((await Backend.GetAsync(Key()))?.ToArray()));
    }

    [Test]
    public async Task A_part_of_a_buffer_is_stored_without_the_rest()
    {
        byte[] buffer = [1, 2, 3, 4, 5];
        await Backend.SetAsync(Key(), buffer.AsMemory(1, 3), timeToLive: null);
        Assert.That((await Backend.GetAsync(Key()))?.ToArray(), Is.EqualTo(new byte[] { 2, 3, 4 }));
    }

    [Test]
    public async Task A_buffer_changed_after_the_set_does_not_change_what_is_stored()
    {
        byte[] buffer = [1, 2, 3];
        await Backend.SetAsync(Key(), buffer, timeToLive: null);
        buffer.AsSpan().Clear();
        Assert.That((await Backend.GetAsync(Key()))?.ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    [Test]
    public async Task A_payload_that_was_read_stays_as_it_was_when_the_key_is_overwritten()
    {
        await WriteAsync(Key(), "first");
        ReadOnlyMemory<byte>? read = await Backend.GetAsync(Key());

        await WriteAsync(Key(), "other");
        await ReadAsync(Key());

        Assert.That(read?.ToArray(), Is.EqualTo("first"u8.ToArray()));
    }

    // A cache gives such arrays to callers, who may change them.
    [Test]
    public async Task A_payload_that_is_handed_over_and_then_changed_is_not_changed_in_the_store()
    {
        await WriteAsync(Key(), "payload");
        if (Backend.HandsOverPayloads)
        {
            Clear(await Backend.GetAsync(Key()));
            Clear((await Backend.GetWithTimeToLiveAsync(Key()))?.Payload);
            if (Backend.FindCapability<IBatchBackend>() is { } batch)
                Clear((await batch.GetManyAsync([Key()]))[0]);
        }

        Assert.That(await ReadAsync(Key()), Is.EqualTo("payload"));

        static void Clear(ReadOnlyMemory<byte>? payload)
        {
            if (MemoryMarshal.TryGetArray(payload.GetValueOrDefault(), out ArraySegment<byte> array))
                array.AsSpan().Clear();
        }
    }

    [Test]
    public async Task An_overwritten_payload_is_gone()
    {
        await WriteAsync(Key(), "a longer first payload");
        await WriteAsync(Key(), "second");
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_removed_key_is_absent()
    {
        await WriteAsync(Key(), "payload");
        await Backend.RemoveAsync(Key());
        Assert.That(await ReadAsync(Key()), Is.Null);
    }

    [Test]
    public async Task Remove_returns_whether_there_was_an_entry()
    {
        await WriteAsync(Key(), "payload");
        Assert.That(await Backend.RemoveAsync(Key()), Is.True, "the first time");
        Assert.That(await Backend.RemoveAsync(Key()), Is.False, "the second time");
    }

    [Test]
    public async Task Remove_of_an_absent_key_returns_false() =>
        Assert.That(await Backend.RemoveAsync(Key()), Is.False);

    [Test]
    public async Task Remove_leaves_other_keys()
    {
        await WriteAsync(Key("one"), "1");
        await WriteAsync(Key("other"), "2");
        await Backend.RemoveAsync(Key("one"));
        Assert.That(await ReadAsync(Key("other")), Is.EqualTo("2"));
    }

    [Test]
    public async Task A_removed_key_can_be_set_again()
    {
        await WriteAsync(Key(), "first");
        await Backend.RemoveAsync(Key());
        await WriteAsync(Key(), "second");
        Assert.That(await ReadAsync(Key()), Is.EqualTo("second"));
    }

    private async Task ExpectUnchangedAsync(byte[] payload)
    {
        await Backend.SetAsync(Key(), payload, timeToLive: null);
        ReadOnlyMemory<byte>? read = await Backend.GetAsync(Key());
        Assert.That(read is { } bytes && bytes.Span.SequenceEqual(payload), Is.True, $"{read?.Length} bytes came back of {payload.Length}.");
    }

    private protected static byte[] RandomBytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
