namespace CacheKit.Core.Tests.Engine;

/// <summary>A computed value counts as stored, or as too long, only by the result of its write.</summary>
[TestFixture]
internal sealed class StoredValueTests
{
    [TestCase(true, false)]
    [TestCase(false, true)]
    [TestCase(false, false)]
    public void A_value_is_what_its_write_says(bool isStored, bool isTooLong)
    {
        var value = new StoredValue(Plan: null, new WriteResult(isStored, Cached: null, IsTooLong: isTooLong));
        Assert.That((value.IsStored, value.IsTooLong), Is.EqualTo((isStored, isTooLong)));
    }

    [Test]
    public void A_value_that_was_not_written_is_neither() =>
        Assert.That((default(StoredValue).IsStored, default(StoredValue).IsTooLong), Is.EqualTo((false, false)));
}
