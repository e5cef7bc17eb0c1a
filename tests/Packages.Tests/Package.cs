using System.IO.Compression;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

/// <summary>A package in the feed, with its symbols.</summary>
internal sealed class Package : IDisposable
{
    private readonly string _id;
    private readonly ZipArchive _content;
    private readonly ZipArchive _symbols;

    public Package(string folder, string id, string version)
    {
        _id = id;
        _content = ZipFile.OpenRead(Path.Combine(folder, $"{id}.{version}.nupkg"));
        _symbols = ZipFile.OpenRead(Path.Combine(folder, $"{id}.{version}.snupkg"));
        using Stream definition = _content.GetEntry(id + ".nuspec")!.Open();
        Metadata = XDocument.Load(definition).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    /// <summary>The metadata of the package.</summary>
    public XElement Metadata { get; }

    public IEnumerable<string> Files => _content.Entries.Select(entry => entry.FullName);

    /// <summary>The package dependencies, as <c>id version</c>.</summary>
    public IEnumerable<string> Dependencies =>
        Elements("dependency").Select(dependency => $"{dependency.Attribute("id")!.Value} {dependency.Attribute("version")!.Value}");

    public IEnumerable<XElement> Elements(string name) => Metadata.Descendants().Where(element => element.Name.LocalName == name);

    public byte[] Read(string file) => Read(_content, file);

    public byte[] ReadAssembly() => Read(_content, $"lib/net10.0/{_id}.dll");

    public byte[] ReadSymbols() => Read(_symbols, $"lib/net10.0/{_id}.pdb");

    public void Dispose()
    {
        _content.Dispose();
        _symbols.Dispose();
    }

    private static byte[] Read(ZipArchive archive, string file)
    {
        ZipArchiveEntry entry = archive.GetEntry(file) ?? throw new FileNotFoundException($"The package holds no {file}.");
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
