using System.Text;

namespace CacheKit.Dashboard.Tests.Values;

[TestFixture]
internal sealed class ContentTextTests
{
    [TestCase("hello\r\n\tworld – 中", DecodedValue.PlainText)]
    [TestCase("", DecodedValue.PlainText)]
    [TestCase("{\"a\":1}", DecodedValue.Json)]
    [TestCase("zero\0byte", DecodedValue.Binary)]
    [TestCase("bell\a", DecodedValue.Binary)]
    public void Content_is_recognized(string text, string format) =>
        Assert.That(ContentText.Of(Encoding.UTF8.GetBytes(text)).Format, Is.EqualTo(format));

    [Test]
    public void Bytes_that_are_no_text_are_shown_in_hexadecimal_form()
    {
        DecodedValue value = ContentText.Of([0xFF, 0x00, 0x0A, .. Enumerable.Repeat((byte)0xC3, 15)]);
        Assert.That(value, Is.EqualTo(new DecodedValue(DecodedValue.Binary, "ff 00 0a c3 c3 c3 c3 c3 c3 c3 c3 c3 c3 c3 c3 c3\nc3 c3")));
    }

    [Test]
    public void The_first_256_bytes_are_shown()
    {
        DecodedValue value = ContentText.Of([.. Enumerable.Repeat((byte)0xFF, 257)]);
        Assert.That(value.IsCut, Is.True);
        Assert.That(value.Text!.Split(' ', '\n'), Has.Length.EqualTo(256));
    }

    [Test]
    public void Text_is_cut_after_64_KB_between_two_characters()
    {
        DecodedValue value = ContentText.Of(Encoding.UTF8.GetBytes("x" + new string('é', 65_536)));
        Assert.That((value.Format, value.IsCut), Is.EqualTo((DecodedValue.PlainText, true)));
        Assert.That(value.Text, Is.EqualTo("x" + new string('é', 32_767)));
    }
}
