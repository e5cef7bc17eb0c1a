using System.IO.Compression;
using System.Text;

namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed class AssetFilesTests
{
    private const int Limit = 60 * 1024;

    [Test]
    public void All_assets_together_take_less_than_60_KB() =>
        Assert.That(AssetFiles.Embedded.All.Sum(asset => CompressedLength(asset.Content)), Is.Positive.And.LessThan(Limit));

    [Test]
    public void Every_module_is_preloaded_and_imported_by_the_address_of_the_page()
    {
        string[] texts = [.. AssetFiles.Embedded.Modules.Select(name => Encoding.UTF8.GetString(AssetFiles.Embedded.Find(name)!.Content))];
        string[] imports =
        [
            .. texts.SelectMany(text => text.Split("from \"").Skip(1)).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).Distinct(),
        ];
        IEnumerable<string> known = AssetFiles.Embedded.Modules.Select(name => $"./{name}?v={AssetFiles.Embedded.Version}");

        Assert.That(imports, Is.Not.Empty.And.SubsetOf(known));
    }

    [Test]
    public void No_asset_mentions_another_site() =>
        Assert.That(
            AssetFiles.Embedded.All.Where(asset => asset.Name != "icon.svg").Select(asset => Encoding.UTF8.GetString(asset.Content)),
            Has.None.Contains("://"));

    private static long CompressedLength(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(content);
        return compressed.Length;
    }
}
