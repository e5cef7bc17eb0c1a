namespace CacheKit.Core.Tests.Generations;

/// <summary>The record of a tag is written in the way that does not overwrite a record which another process has written meanwhile.</summary>
[TestFixture]
internal sealed class TagWriteTests
{
    private static readonly StoreResult<CacheEntry?> _held = new(new CacheEntry(new byte[] { 1 }, null));
    private static readonly StoreResult<CacheEntry?> _absent = new(null);
    private static readonly StoreResult<CacheEntry?> _refused = StoreResult<CacheEntry?>.None(CallFailure.Refused);

    [Test]
    public void A_record_is_added_replaced_or_set_by_what_was_read()
    {
        Assert.That(KindsFor(canWriteConditionally: true), Is.EqualTo(new[] { TagWriteKind.Replace, TagWriteKind.Add, TagWriteKind.Set }));
        Assert.That(KindsFor(canWriteConditionally: false), Is.EqualTo(new[] { TagWriteKind.Set, TagWriteKind.Set, TagWriteKind.Set }));
    }

    private static TagWriteKind[] KindsFor(bool canWriteConditionally) =>
        [.. new[] { _held, _absent, _refused }.Select(held => new TagWrite("tag", TagGeneration.At(1), held).KindFor(canWriteConditionally))];
}
