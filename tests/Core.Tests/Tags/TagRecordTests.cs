namespace CacheKit.Core.Tests.Tags;

/// <summary>A record lists the latest generations of a tag, as many as are served.</summary>
[TestFixture]
internal sealed class TagRecordTests
{
    [Test]
    public void A_soft_eviction_puts_its_generation_first_and_drops_the_oldest_of_too_many()
    {
        var expected = new List<TagGeneration> { TagGeneration.At(0) };
        byte[] record = TagRecord.Of(expected[0]);
        for (int time = 1; time < 2 * TagRecord.MaxGenerations; time++)
        {
            TagGeneration next = TagGeneration.At(time);
            record = TagRecord.After(record, next);
            expected = [next, .. expected.Take(TagRecord.MaxGenerations - 1)];
            Assert.That(TagRecord.GenerationsIn(record), Is.EqualTo(expected));
            Assert.That(record, Is.EqualTo(TagRecord.Of([.. expected])));
            Assert.That(TagRecord.IsRecord(record));
        }

        byte[] tooLong = TagRecord.Of([.. Enumerable.Repeat(expected[0], TagRecord.MaxGenerations + 1)]);
        Assert.That((TagRecord.IsRecord(tooLong), TagRecord.GenerationsIn(tooLong)), Is.EqualTo((false, (TagGeneration[]?)null)));
    }

    [Test]
    public void The_state_of_a_generation_is_its_place_in_the_record()
    {
        TagGeneration[] generations = [.. Enumerable.Range(0, TagRecord.MaxGenerations).Select(time => TagGeneration.At(time))];
        byte[] record = TagRecord.Of(generations);
        Assert.That(TagRecord.StateOf(record, generations[0]), Is.EqualTo(TagState.Current));
        Assert.That(generations[1..].Select(one => TagRecord.StateOf(record, one)), Has.All.EqualTo(TagState.SoftlyEvicted));
        Assert.That(TagRecord.StateOf(record, TagGeneration.At(100)), Is.EqualTo(TagState.Evicted));
        Assert.That((TagRecord.TryParse(record, out TagGeneration current), current), Is.EqualTo((true, generations[0])));
    }
}
