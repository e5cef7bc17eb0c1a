namespace CacheKit.Core.Tests;

/// <summary>A namespace always has its own prefix and figures, whichever others were used before.</summary>
[TestFixture]
internal sealed class CacheNamespacesTests
{
    private readonly KeySpace _keys = new("app");

    [Test]
    public void Every_namespace_has_its_own_prefix_in_any_order()
    {
        var all = new CacheNamespaces(_keys, new CacheFigures("app"));
        string[] namespaces = ["", ":", "%", "items", "other", "shop:items", "smeti", new('n', 300), .. Enumerable.Range(0, 100).Select(i => $"n{i}")];
        for (int round = 0; round < 2; round++)
        {
            Assert.That(namespaces.Select(one => all.Of(one).Prefix), Is.EqualTo(namespaces.Select(_keys.PrefixOf)));
            Assert.That(namespaces.Select(one => all.Of(one).Figures.Namespace), Is.EqualTo(namespaces));
        }
    }

    [Test]
    public void A_known_namespace_is_not_made_again()
    {
        var all = new CacheNamespaces(_keys, new CacheFigures("app"));
        CacheNamespace first = all.Of("shop:items");
        Assert.That(all.Of("shop:items"), Is.SameAs(first));
    }
}
