using System.Buffers;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Coders;

/// <summary>Values are encoded to rented memory, which is not used again before the store has answered.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PayloadBufferTests
{
    private readonly FakeTimeProvider _clock = new();

    [Test]
    public void What_is_written_in_pieces_is_read_as_a_whole([Values(0, 1, 1_000, 1_024, 1_025, 3_000_000)] int length)
    {
        byte[] expected = new byte[length];
        new Random(length).NextBytes(expected);
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        foreach (byte[] piece in expected.Chunk(700))
            buffer.Write(piece);
        Assert.That(buffer.Written.ToArray().SequenceEqual(expected));
    }

    [Test]
    public void A_coder_can_not_claim_more_than_it_was_given()
    {
        using PayloadBuffer buffer = PayloadBuffer.Rent();
        int given = buffer.GetSpan(10).Length;
        Assert.That(() => buffer.Advance(given + 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => buffer.Advance(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Two_values_that_are_encoded_at_the_same_time_have_buffers_of_their_own()
    {
        using PayloadBuffer outer = PayloadBuffer.Rent();
        outer.Write("outer"u8);
        using (PayloadBuffer inner = PayloadBuffer.Rent())
            inner.Write("inner"u8);
        Assert.That(outer.Written.ToArray(), Is.EqualTo("outer"u8.ToArray()));
    }

    // The store keeps the memory that it was given, as a client does that is still sending.
    [Test]
    public async Task The_bytes_of_a_call_that_timed_out_or_was_left_stay_as_they_were([Values] bool timesOut)
    {
        var store = new KeepingStore();
        using var cache = new Cache(store, "app", new CacheOptions { TimeProvider = _clock, Store = new StoreOptions { Timeout = TimeSpan.FromSeconds(1) } });
        using var leaving = new CancellationTokenSource();
        Task setting = cache.SetAsync("key", "first", cancellationToken: leaving.Token).AsTask();
        if (timesOut)
            _clock.Advance(TimeSpan.FromSeconds(2));
        else
            await leaving.CancelAsync();
        await ((Task)setting.Soon()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        for (int i = 0; i < 100; i++)
        {
            using PayloadBuffer other = PayloadBuffer.Rent();
            other.Write("other"u8);
        }

        Assert.That(store.Kept.ToArray(), Is.EqualTo("\"first\""u8.ToArray()));
    }

    private sealed class KeepingStore() : DelegatingBackend(new RecordingBackend())
    {
        public ReadOnlyMemory<byte> Kept { get; private set; }

        public override async ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default)
        {
            Kept = payload;
            await new TaskCompletionSource().Task;
        }
    }
}
