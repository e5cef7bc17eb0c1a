namespace CacheKit.Core.Tests.Entries;

/// <summary>The parts of an envelope are read in order, and nothing is read after its end.</summary>
[TestFixture]
internal sealed class EnvelopeReaderTests
{
    [Test]
    public void The_parts_are_read_in_order()
    {
        var reader = new EnvelopeReader(new byte[] { 7, 1, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, (byte)'k', (byte)'e', (byte)'y', 9 });
        Assert.That((reader.ReadByte(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadText()), Is.EqualTo(((byte)7, 1, 2L, "key")));
        Assert.That(reader.Remaining.ToArray(), Is.EqualTo(new byte[] { 9 }));
        Assert.That(reader.IsTruncated, Is.False);
    }

    [Test]
    public void A_part_may_end_with_the_data([Values(0, 5)] int text)
    {
        var reader = new EnvelopeReader(new byte[] { (byte)text, 0, 1, 1, 1, 1, 1 }.AsMemory(0, 2 + text));
        Assert.That(reader.ReadText(), Has.Length.EqualTo(text));
        Assert.That(reader.IsTruncated, Is.False);
    }

    [Test]
    public void After_a_part_that_is_cut_short_nothing_is_read()
    {
        var reader = new EnvelopeReader(new byte[] { 1, 1, 1 });
        Assert.That((reader.ReadInt32(), reader.IsTruncated), Is.EqualTo((0, true)));
        Assert.That((reader.ReadByte(), reader.ReadInt32(), reader.ReadInt64(), reader.ReadText()), Is.EqualTo((default(byte), 0, 0L, "")));
        Assert.That(reader.IsTruncated, Is.True);
    }

    [Test]
    public void A_text_that_is_longer_than_the_data_is_cut_short()
    {
        var reader = new EnvelopeReader(new byte[] { 2, 0, (byte)'a' });
        Assert.That((reader.ReadText(), reader.IsTruncated), Is.EqualTo(("", true)));
    }
}
