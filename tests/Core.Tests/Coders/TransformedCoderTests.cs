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

    // Puts a mark in front, and refuses what has none.
    private sealed class Marked(byte mark) : IPayloadTransform
    {
        public void Encode(ReadOnlySpan<byte> payload, IBufferWriter<byte> output)
        {
            output.Write([mark]);
            output.Write(payload);
        }

        public void Decode(ReadOnlySpan<byte> transformed, IBufferWriter<byte> output)
        {
            if (transformed.Length == 0 || transformed[0] != mark)
                throw new FormatException("There is no mark.");
            output.Write(transformed[1..]);
        }
    }
}
