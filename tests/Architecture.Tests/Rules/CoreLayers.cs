using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>The arrows of Core: registration and what generated code calls, then the root, then the engine, then the tiers, then leaves that don't know one another.</summary>
internal static class CoreLayers
{
    private const string Root = "";

    private static readonly string[] _tops = ["DependencyInjection", "Weaving"];
    private static readonly string[] _leaves = ["Backends", "Coders", "Comparison", "Keys", "Tags", "Options", "Diagnostics", "Values"];

    // What the tiers may use of the leaves: they are a backend made of backends.
    private const string Levels = "Levels";
    private static readonly string[] _usedByLevels = ["Backends", "Diagnostics"];

    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files) =>
        FolderGraph.Of(files).Dependencies.Where(IsForbidden).Select(dependency => dependency.ToString());

    private static bool IsForbidden(Dependency dependency) =>
        (dependency.From == Root && _tops.Contains(dependency.To))
        || (dependency.To == Root && !_tops.Contains(dependency.From))
        || (_leaves.Contains(dependency.From) && (_leaves.Contains(dependency.To) || dependency.To == Levels))
        || (dependency.From == Levels && !_usedByLevels.Contains(dependency.To));
}
