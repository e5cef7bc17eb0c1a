namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Each reader gets a copy of a value; where the value's own code fails meanwhile, its payload is decoded.</summary>
[TestFixture]
internal sealed class CopiedValueTests
{
    private static readonly JsonCoder _coder = new();

    [Test]
    public void Each_copy_is_another_object()
    {
        CopiedValue<List<int>> held = Of(new List<int> { 1 });
        Assert.That(held.TryCopy(out List<int>? one), Is.True);
        Assert.That(held.TryCopy(out List<int>? other), Is.True);
        Assert.That(one, Is.EqualTo(new[] { 1 }).And.EqualTo(other).And.Not.SameAs(other).And.Not.SameAs(held.Object));
    }

    [Test]
    public void A_value_that_can_not_be_copied_any_more_is_decoded()
    {
        var switched = new Switched();
        CopiedValue<Dictionary<Part, int>> held = Of(new Dictionary<Part, int>(switched) { [new Part()] = 1 });
        Assert.That(held.TryCopy(out Dictionary<Part, int>? copy), Is.True);
        Assert.That(copy!.Values, Is.EqualTo(new[] { 1 }));
        switched.Fails = true;
        Assert.That(held.TryCopy(out copy), Is.False);
        Assert.That(copy, Is.Null);
    }

    [Test]
    public void Its_type_is_that_of_its_object() => Assert.That(Of<object>(new List<int>()).ObjectType, Is.EqualTo(typeof(List<int>)));

    private static CopiedValue<T> Of<T>(T value)
        where T : notnull => new(Prototype.Of(value)!, _coder, EntryMetadata.None);

    private sealed class Part
    {
        public int Number { get; set; }
    }

    private sealed class Switched : IEqualityComparer<Part>
    {
        public bool Fails { get; set; }

        public bool Equals(Part? x, Part? y) => ReferenceEquals(x, y);

        public int GetHashCode(Part obj) => Fails ? throw new InvalidOperationException("It was switched off.") : 1;
    }
}
