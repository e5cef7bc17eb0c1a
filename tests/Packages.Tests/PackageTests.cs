using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

[TestFixture]
[Category("Packages")]
internal sealed class PackageTests
{
    // One per line.
    private static readonly string[] _compilerParts =
    [
        "analyzers/dotnet/cs/CacheKit.CodeFixes.dll",
        "analyzers/dotnet/cs/CacheKit.Generators.dll",
    ];

    private static IReadOnlyList<string> Ids => Repository.PackageIds;

    private static IEnumerable<string> Backends => Ids.Where(id => id.StartsWith("CacheKit.Backends.", StringComparison.Ordinal));

    [Test]
    public void Each_project_that_is_to_be_shared_makes_a_package_and_no_other_does() =>
        Assert.That(
            Directory.EnumerateFiles(Feed.Folder).Select(Path.GetFileName),
            Is.EquivalentTo(Ids.SelectMany(id => new[] { $"{id}.{Feed.Version}.nupkg", $"{id}.{Feed.Version}.snupkg" })));

    [TestCaseSource(nameof(Ids))]
    public void A_package_holds_its_assembly_with_documentation(string id)
    {
        using Package package = Feed.Open(id);
        Assert.That(
            package.Files.Where(file => file.StartsWith("lib/", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml" }));
    }

    [TestCaseSource(nameof(Ids))]
    public void A_package_shows_the_README(string id)
    {
        using Package package = Feed.Open(id);
        Assert.That(package.Elements("readme").Single().Value, Is.EqualTo("README.md"));
        Assert.That(package.Read("README.md"), Is.Not.Empty.And.EqualTo(File.ReadAllBytes(Path.Combine(Repository.Root, "README.md"))));
    }

    [TestCaseSource(nameof(Ids))]
    public void A_package_is_under_the_MIT_licence(string id)
    {
        using Package package = Feed.Open(id);
        XElement license = package.Elements("license").Single();
        Assert.That((license.Attribute("type")!.Value, license.Value), Is.EqualTo(("expression", "MIT")));
        Assert.That(package.Files, Does.Contain("LICENSE"));
    }

    [TestCaseSource(nameof(Ids))]
    public void A_package_says_what_it_is(string id)
    {
        using Package package = Feed.Open(id);
        foreach (string name in new[] { "description", "authors", "tags" })
            Assert.That(package.Elements(name).Single().Value, Is.Not.Empty);
    }

    // The repository address comes from git, so that a fork's packages link to the fork.
    [TestCaseSource(nameof(Ids))]
    public void A_package_names_no_address_but_that_of_the_git_remote(string id)
    {
        using Package package = Feed.Open(id);
        Assert.That(package.Elements("projectUrl"), Is.Empty);
        Assert.That(package.Elements("repository").Attributes("commit").Any(), Is.EqualTo(GitClone.Exists));
        if (GitClone.HasLinkedRemote)
            Assert.That(package.Elements("repository").Attributes("url"), Is.Not.Empty);
    }

    [Test]
    public void Core_needs_nothing_but_abstractions()
    {
        using Package core = Feed.Open("CacheKit.Core");
        Assert.That(core.Dependencies, Is.All.Match(@"^Microsoft\.Extensions\.\w+\.Abstractions "));
        Assert.That(core.Elements("frameworkReference"), Is.Empty);
    }

    [Test]
    public void Core_brings_the_schema_of_its_settings_to_editors()
    {
        using Package core = Feed.Open("CacheKit.Core");
        Assert.That(core.Files, Does.Contain("cachekit.schema.json"));
    }

    [Test]
    public void AspNetCore_needs_the_very_Core_whose_internals_it_uses()
    {
        using Package web = Feed.Open("CacheKit.AspNetCore");
        Assert.That(web.Dependencies, Is.EqualTo(new[] { $"CacheKit.Core [{Feed.Version}]" }));
        Assert.That(web.Elements("frameworkReference").Attributes("name").Select(name => name.Value), Is.EqualTo(new[] { "Microsoft.AspNetCore.App" }));
    }

    [TestCaseSource(nameof(Backends))]
    public void A_backend_needs_Core_and_no_other_package_of_ours(string id)
    {
        using Package backend = Feed.Open(id);
        Assert.That(
            backend.Dependencies.Where(dependency => dependency.StartsWith("CacheKit.", StringComparison.Ordinal)),
            Is.EqualTo(new[] { $"CacheKit.Core {Feed.Version}" }));
        Assert.That(backend.Elements("frameworkReference"), Is.Empty);
    }

    [TestCase("CacheKit.AspNetCore", "build")]
    [TestCase("CacheKit.AspNetCore", "buildTransitive")]
    [TestCase("CacheKit.Core", "build")]
    [TestCase("CacheKit.Core", "buildTransitive")]
    public void A_package_brings_its_targets_to_direct_and_indirect_users(string id, string folder)
    {
        using Package package = Feed.Open(id);
        Assert.That(package.Files, Does.Contain($"{folder}/{id}.targets"));
    }

    [TestCaseSource(nameof(Ids))]
    public void Only_Core_carries_what_runs_inside_the_compiler(string id)
    {
        using Package package = Feed.Open(id);
        Assert.That(
            package.Files.Where(file => file.StartsWith("analyzers/", StringComparison.Ordinal)),
            id == "CacheKit.Core" ? Is.EquivalentTo(_compilerParts) : Is.Empty);
    }

    // A compile-time dependency of the project that references the package.
    [Test]
    public void Nothing_that_runs_has_to_do_with_what_runs_inside_the_compiler()
    {
        using Package core = Feed.Open("CacheKit.Core");
        using var assembly = new PEReader(new MemoryStream(core.ReadAssembly()));
        MetadataReader reader = assembly.GetMetadataReader();
        Assert.That(
            reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)),
            Is.All.Matches<string>(name => name.StartsWith("System.", StringComparison.Ordinal)
                || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)));
    }
}
