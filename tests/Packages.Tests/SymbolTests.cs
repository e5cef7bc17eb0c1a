using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

/// <summary>
/// Source link is checked as far as the clone allows. Embedding generated sources requires git. Mapping all other sources to an address
/// requires a remote on a host that source link supports; without one, the test checks that nothing is mapped.
/// </summary>
[TestFixture]
[Category("Packages")]
internal sealed class SymbolTests
{
    private static IReadOnlyList<string> Ids => Repository.PackageIds;

    [TestCaseSource(nameof(Ids))]
    public void The_symbols_are_those_of_the_assembly(string id)
    {
        using Package package = Feed.Open(id);
        using var symbols = new Symbols(package.ReadSymbols());
        using var assembly = new PEReader(new MemoryStream(package.ReadAssembly()));

        DebugDirectoryEntry entry = assembly.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView);
        Assert.That(symbols.Id, Is.EqualTo(assembly.ReadCodeViewDebugDirectoryData(entry).Guid));
    }

    [TestCaseSource(nameof(Ids))]
    public void Generated_sources_stand_in_the_symbols(string id)
    {
        if (!GitClone.Exists)
            Assert.Ignore("Without git, generated sources cannot be distinguished.");
        using Package package = Feed.Open(id);
        using var symbols = new Symbols(package.ReadSymbols());

        Assert.That(symbols.EmbeddedSources, Is.Not.Empty.And.All.Contains("/obj/"));
        Assert.That(symbols.OtherSources, Is.Not.Empty.And.None.Contains("/obj/"));
    }

    [TestCaseSource(nameof(Ids))]
    public void Source_link_leads_to_the_other_sources_when_there_is_a_remote(string id)
    {
        using Package package = Feed.Open(id);
        using var symbols = new Symbols(package.ReadSymbols());
        if (!GitClone.HasLinkedRemote)
        {
            Assert.That(symbols.SourceLink, Is.Empty);
            return;
        }

        string commit = package.Elements("repository").Attributes("commit").Single().Value;
        (string folder, string address) = symbols.SourceLink.Single();
        Assert.That(address, Does.StartWith("https://").And.Contains(commit));
        Assert.That(symbols.OtherSources, Is.All.StartsWith(folder.TrimEnd('*')));
    }
}
