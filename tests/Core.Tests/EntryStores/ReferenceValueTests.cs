namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A value that is handed out by reference describes its object.</summary>
[TestFixture]
internal sealed class ReferenceValueTests
{
    [Test]
    public void Its_type_is_that_of_the_object_and_that_of_null_the_declared_one()
    {
        Assert.That(Of<object>("value").ObjectType, Is.EqualTo(typeof(string)));
        Assert.That(Of<string?>(null).ObjectType, Is.EqualTo(typeof(string)));
        Assert.That(Of<string?>(null).Object, Is.Null);
    }

    private static ReferenceValue<T> Of<T>(T value) => new(value, new JsonCoder(), EntryMetadata.None);
}
