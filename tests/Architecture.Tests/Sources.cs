using System.Xml.Linq;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

/// <summary>Made-up projects, which show that a rule can fail.</summary>
internal static class Sources
{
    public static IReadOnlyList<SourceFile> Of(params (string Path, string Text)[] files) =>
        [.. files.Select(file => new SourceFile(file.Path, file.Text))];

    public static Project Project(string name, string items = "", params (string Path, string Text)[] files) =>
        new(name, XDocument.Parse($"<Project><ItemGroup>{items}</ItemGroup></Project>"), Of(files));
}
