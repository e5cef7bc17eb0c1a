using CacheKit.Payloads.Tests.Fakes;

namespace CacheKit.Payloads.Tests.Compression;

[TestFixture]
internal sealed class CompressionSettingsTests
{
    private readonly byte[] _text = Fakes.Payloads.Text(20_000);

    [Test]
    public void A_setting_out_of_its_range_is_refused()
    {
        Assert.That(() => new BrotliCompression { MinPayload = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BrotliCompression { MaxPayload = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BrotliCompression { Quality = 12 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new BrotliCompression { Quality = -1 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new ZstdCompression { Level = 23 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_smaller_payload_is_compressed_where_the_setting_says_so() =>
        Assert.That(new BrotliCompression { MinPayload = 100 }.Encode(Fakes.Payloads.Text(500)), Has.Length.LessThan(300));

    [Test]
    public void A_higher_quality_makes_smaller_payloads()
    {
        Assert.That(new BrotliCompression { Quality = 9 }.Encode(_text), Has.Length.LessThan(new BrotliCompression { Quality = 0 }.Encode(_text).Length));
        Assert.That(new ZstdCompression { Level = 19 }.Encode(_text), Has.Length.LessThan(new ZstdCompression { Level = -5 }.Encode(_text).Length));
    }

    [Test]
    public void A_payload_of_one_quality_is_read_with_another() =>
        Assert.That(new BrotliCompression { Quality = 1 }.Decode(new BrotliCompression { Quality = 9 }.Encode(_text)), Is.EqualTo(_text));

    [Test]
    public void A_payload_above_the_limit_is_neither_written_nor_read()
    {
        var limited = new BrotliCompression { MaxPayload = _text.Length - 1 };
        Assert.That(() => limited.Encode(_text), Throws.InstanceOf<InvalidOperationException>().With.Message.Contains("MaxPayload"));
        Assert.That(() => limited.Decode(new BrotliCompression().Encode(_text)), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("MaxPayload"));
        Assert.That(new BrotliCompression { MaxPayload = _text.Length }.Decode(new BrotliCompression().Encode(_text)), Is.EqualTo(_text));
    }
}
