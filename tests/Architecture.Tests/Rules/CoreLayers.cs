using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>The arrows of Core: registration, then the root, then the engine, then leaves that don't know one another.</summary>
internal static class CoreLayers
{
    private const string Root = "";
    private const string Registration = "DependencyInjection";

    private static readonly string[] _leaves = ["Backends", "Coders", "Keys", "Diagnostics"];

    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files) =>
        FolderGraph.Of(files).Dependencies.Where(IsForbidden).Select(dependency => dependency.ToString());

    private static bool IsForbidden(Dependency dependency) =>
        dependency is { From: Root, To: Registration }
        || (dependency.To == Root && dependency.From != Registration)
        || (_leaves.Contains(dependency.From) && _leaves.Contains(dependency.To));
}
