using System.Xml.Linq;

namespace CacheKit.Architecture.Tests.Source;

/// <summary>A project: its file and its sources.</summary>
internal sealed class Project(string name, XDocument definition, IReadOnlyList<SourceFile> files)
{
    public string Name { get; } = name;

    public IReadOnlyList<SourceFile> Files { get; } = files;

    /// <summary>The names of the projects it references.</summary>
    public IEnumerable<string> ProjectReferences => Items("ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    /// <summary>The shared frameworks it references besides .NET itself.</summary>
    public IEnumerable<string> FrameworkReferences => Items("FrameworkReference");

    // NUnit shows it as the argument of a test.
    public override string ToString() => Name;

    private IEnumerable<string> Items(string kind) => definition.Descendants(kind).Attributes("Include").Select(include => include.Value);
}
