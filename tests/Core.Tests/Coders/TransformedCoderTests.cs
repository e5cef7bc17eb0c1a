using System.Buffers;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>A coder whose payloads go through transforms.</summary>
[TestFixture]
internal sealed class TransformedCoderTests
{
    private static readonly ICoder _coder = new JsonCoder().Then(new Marked((byte)'a')).Then(new Marked((byte)'b'));

    [TestCase("text")]
    [TestCase("")]
    [TestCase(null)]
    public void A_value_comes_back_through_the_transforms_in_reverse(string? value)
    {
        byte[] payload = Encode(value);
        Assert.That(payload, Has.Length.GreaterThan(2));
        Assert.That(payload[..2], Is.EqualTo("ba"u8.ToArray()));
        Assert.That(_coder.Decode<string>(payload), Is.EqualTo(value));
    }

    [Test]
    public async Task A_payload_that_a_transform_can_not_read_is_a_miss_and_is_overwritten()
    {
        var store = new RecordingBackend();
        using var cache = new Cache(store, "", new CacheOptions { Coder = _coder });
        await cache.SetAsync("key", "old");
        string key = store.Keys.Single();
        await store.SetAsync(key, "\"old\""u8.ToArray(), timeToLive: null);
        Assert.That(await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("new")), Is.EqualTo("new"));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
        Assert.That(store[key][..2], Is.EqualTo("ba"u8.ToArray()));
    }

    [Test]
    public void Without_a_cache_a_transform_that_needs_the_key_says_so()
    {
        ICoder coder = new JsonCoder().Then(new KeyTransform());
        Assert.That(() => coder.Encode(1), Throws.InvalidOperationException.With.Message.Contains("needs the key"));
        Assert.That(() => coder.Decode<int>(new byte[20]), Throws.InvalidOperationException.With.Message.Contains("needs the key"));
    }

    [Test]
    public void An_array_keeps_its_bytes_while_the_rented_memory_is_used_again()
    {
        byte[] first = _coder.RoundTrip<byte[]>([1, 2, 3])!;
        _ = _coder.RoundTrip<byte[]>([4, 5, 6]);
        Assert.That(first, Is.EqualTo(new byte[] { 1, 2, 3 }));
    }

    // Invalid UTF-16 is looked for in the coder's payload, where it is visible.
    [Test]
    public async Task A_value_that_its_coder_alters_is_not_stored_also_where_a_transform_hides_it()
    {
        var store = new RecordingBackend();
        using var cache = new Cache(store, "", new CacheOptions { Coder = new JsonCoder().Then(new Mirrored()) });
        for (int i = 0; i < 200; i++)
            await cache.SetAsync($"good {i}", $"text {i}");
        await cache.SetAsync("bad", "\uD800");
        Assert.That(store.Keys, Has.None.EqualTo("::bad"));
        Assert.That(store.Keys.Count(), Is.EqualTo(200));
    }

    [Test]
    public void Neither_the_coder_nor_the_transform_may_be_null()
    {
        Assert.That(() => ((ICoder)null!).Then(new Marked(0)), Throws.ArgumentNullException);
        Assert.That(() => new JsonCoder().Then(null!), Throws.ArgumentNullException);
    }

    private static byte[] Encode(string? value)
    {
        var output = new ArrayBufferWriter<byte>();
        _coder.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Mirrored : IPayloadTransform
    {
        public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output) =>
            output.Write([.. payload.ToArray().Select(one => (byte)~one)]);

        public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output) => Encode(transformed, context, output);
    }

    // Puts a mark in front, and refuses what has none.
    private sealed class Marked(byte mark) : IPayloadTransform
    {
        public void Encode(ReadOnlySpan<byte> payload, PayloadContext context, IBufferWriter<byte> output)
        {
            output.Write([mark]);
            output.Write(payload);
        }

        public void Decode(ReadOnlySpan<byte> transformed, PayloadContext context, IBufferWriter<byte> output)
        {
            if (transformed.Length == 0 || transformed[0] != mark)
                throw new FormatException("There is no mark.");
            output.Write(transformed[1..]);
        }
    }
}
