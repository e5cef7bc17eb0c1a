namespace CacheKit.Core.Tests.Keys;

/// <summary>The prefix of a namespace is always its own, whichever others were used before.</summary>
[TestFixture]
internal sealed class NamespacePrefixesTests
{
    private readonly KeySpace _keys = new("app");

    [Test]
    public void Every_namespace_has_its_own_prefix_in_any_order()
    {
        var prefixes = new NamespacePrefixes(_keys);
        string[] namespaces = ["", ":", "%", "items", "other", "shop:items", "smeti", new('n', 300), .. Enumerable.Range(0, 100).Select(i => $"n{i}")];
        for (int round = 0; round < 2; round++)
            Assert.That(namespaces.Select(prefixes.Of), Is.EqualTo(namespaces.Select(_keys.PrefixOf)));
    }

    [Test]
    public void A_known_prefix_is_not_made_again()
    {
        var prefixes = new NamespacePrefixes(_keys);
        string first = prefixes.Of("shop:items");
        Assert.That(prefixes.Of("shop:items"), Is.SameAs(first));
    }
}
