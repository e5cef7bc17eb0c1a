using System.Xml.Linq;

namespace CacheKit.Architecture.Tests.Source;

/// <summary>A project: its file and its sources.</summary>
internal sealed class Project(string name, XDocument definition, IReadOnlyList<SourceFile> files)
{
    public string Name { get; } = name;

    public IReadOnlyList<SourceFile> Files { get; } = files;

    /// <summary>The names of the projects whose assemblies it references.</summary>
    public IEnumerable<string> ProjectReferences => Projects(isReferenced: true);

    /// <summary>The names of the projects that must only be built first.</summary>
    public IEnumerable<string> BuiltProjects => Projects(isReferenced: false);

    /// <summary>The shared frameworks that it references besides .NET itself.</summary>
    public IEnumerable<string> FrameworkReferences => Items("FrameworkReference");

    // NUnit shows it as the argument of a test.
    public override string ToString() => Name;

    private IEnumerable<string> Projects(bool isReferenced) => definition.Descendants("ProjectReference")
        .Where(reference => reference.Attribute("Include") is not null && reference.Attribute("ReferenceOutputAssembly")?.Value != "false" == isReferenced)
        .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')));

    private IEnumerable<string> Items(string kind) => definition.Descendants(kind).Attributes("Include").Select(include => include.Value);
}
