using System.Globalization;

namespace CacheKit.Conformance;

/// <summary>Many callers use a backend concurrently.</summary>
public abstract class ConcurrencyConformance : CancellationConformance
{
    private const int MostKeys = 500;
    private const int Writers = 8;
    private const int Length = 10_000;

    [Test]
    public async Task Parallel_writes_of_many_keys_are_all_kept()
    {
        string[] names = [.. Enumerable.Range(0, Math.Min(MostKeys, ManyKeys)).Select(number => number.ToString(CultureInfo.InvariantCulture))];

        await Parallel.ForEachAsync(names, async (name, _) => await WriteAsync(Key(name), name));

        string?[] read = await Task.WhenAll(names.Select(name => ReadAsync(Key(name)).AsTask()));
        Assert.That(read, Is.EqualTo(names));
    }

    [Test]
    public async Task Parallel_writes_of_one_key_never_mix()
    {
        await Backend.SetAsync(Key(), PayloadOf(0), timeToLive: null);

        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAndReadAsync((byte)writer)))];

        await Task.WhenAll(writers);
    }

    [Test]
    public async Task Parallel_writes_and_removes_of_one_key_leave_a_whole_payload_or_none()
    {
        Task writer = Task.Run(() => WriteAndReadAsync(1));
        while (!writer.IsCompleted)
            await Backend.RemoveAsync(Key());

        await writer;
    }

    private async Task WriteAndReadAsync(byte writer)
    {
        for (var write = 0; write < Races; write++)
        {
            await Backend.SetAsync(Key(), PayloadOf(writer), TimeSpan.FromHours(1));
            ExpectWhole(await Backend.GetAsync(Key()));
            ExpectWhole((await Backend.GetWithTimeToLiveAsync(Key()))?.Payload);
        }
    }

    // Every writer's payload has its own length, so that a truncated payload is detected too.
    private static byte[] PayloadOf(byte writer)
    {
        var payload = new byte[Length + writer];
        payload.AsSpan().Fill(writer);
        return payload;
    }

    private static void ExpectWhole(ReadOnlyMemory<byte>? payload)
    {
        if (payload is { } bytes)
            Assert.That(bytes.Span.SequenceEqual(PayloadOf(bytes.Span[0])), Is.True, "A payload is cut or mixed with another.");
    }
}
