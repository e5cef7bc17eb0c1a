using System.Buffers;

namespace CacheKit.Core.Tests.Coders;

[TestFixture]
internal sealed class PayloadMarkTests
{
    private readonly PayloadMark _mark = new("lz4");

    [Test]
    public void What_follows_the_mark_comes_back() => Assert.That(_mark.Strip(Marked(_mark, 1, 2, 3)).ToArray(), Is.EqualTo(new byte[] { 1, 2, 3 }));

    [Test]
    public void A_mark_begins_with_a_byte_that_no_text_has_and_names_its_coder() =>
        Assert.That(Marked(_mark), Is.EqualTo((byte[])[0xFF, .. "bylz4 "u8]));

    [TestCase("")]
    [TestCase("{\"a\":1}")]
    [TestCase("\u00FFbylz4")]
    public void A_payload_without_a_mark_is_of_another_coder(string payload) =>
        Assert.That(() => { _mark.Strip(System.Text.Encoding.UTF8.GetBytes(payload)); }, Throws.InstanceOf<CoderMismatchException>());

    [TestCase("lz")]
    [TestCase("lz4a")]
    [TestCase("LZ4")]
    public void A_payload_with_another_mark_is_of_another_coder(string other)
    {
        byte[] payload = Marked(new PayloadMark(other), 1);
        Assert.That(() => { _mark.Strip(payload); }, Throws.InstanceOf<CoderMismatchException>());
    }

    [Test]
    public void Both_coders_know_both_marks()
    {
        var other = new PayloadMark("br");
        byte[] ofOther = Marked(other, 1);
        byte[] own = Marked(_mark, 1);
        CoderMismatchException here = Assert.Throws<CoderMismatchException>(() => { _mark.Strip(ofOther); })!;
        CoderMismatchException there = Assert.Throws<CoderMismatchException>(() => { other.Strip(own); })!;
        Assert.That((here.Found, here.Expected), Is.EqualTo((there.Expected, there.Found)));
        Assert.That(here.Found, Is.Not.EqualTo(here.Expected));
    }

    [TestCase("")]
    [TestCase("brotli")]
    [TestCase("b r")]
    [TestCase("bé")]
    public void A_name_of_other_characters_or_lengths_is_refused(string name) =>
        Assert.That(() => new PayloadMark(name), Throws.ArgumentException.With.Message.Contains("ASCII"));

    [Test]
    public void Json_is_not_read_from_a_payload_of_another_coder()
    {
        var json = new JsonCoder();
        byte[] marked = Marked(_mark, (byte)'1');
        Assert.That(() => json.Decode<int>(marked), Throws.InstanceOf<CoderMismatchException>());
        Assert.That(() => json.Decode<byte[]>(marked), Throws.InstanceOf<CoderMismatchException>());
    }

    [Test]
    public void An_array_that_begins_as_a_mark_does_comes_back()
    {
        var json = new JsonCoder();
        byte[] marked = Marked(_mark, 1, 2, 3);
        Assert.That(json.RoundTrip(marked), Is.EqualTo(marked));
        Assert.That(((IMemoryCoder)json).Decode<byte[]>(json.Encode(marked), isOwned: true), Is.EqualTo(marked));
    }

    private static byte[] Marked(PayloadMark mark, params byte[] rest)
    {
        var output = new ArrayBufferWriter<byte>();
        mark.Write(output);
        output.Write(rest);
        return output.WrittenSpan.ToArray();
    }
}
