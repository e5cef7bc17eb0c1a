using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>
/// The layers of Core: registration, configuration, inspection and the types that generated code calls, then the root, the engine with
/// the folders below it, the levels, and leaves that do not depend on each other.
/// </summary>
internal static class CoreLayers
{
    private const string Root = "";

    private static readonly string[] _tops = ["Configuration", "DependencyInjection", "Inspection", "Weaving"];
    private static readonly string[] _leaves = ["Backends", "Coders", "Comparison", "Keys", "Tags", "Options", "Diagnostics", "Values"];

    // From the top down: each may use those that come after it.
    private static readonly string[] _engine = ["Engine", "Flights", "EntryStores", "Generations", "Entries", "Stores"];

    // The leaves that the levels may use: they are a backend composed of backends.
    private const string Levels = "Levels";
    private static readonly string[] _usedByLevels = ["Backends", "Diagnostics"];

    public static IEnumerable<string> Violations(IReadOnlyList<SourceFile> files) =>
        FolderGraph.Of(files).Dependencies.Where(IsForbidden).Select(dependency => dependency.ToString());

    private static bool IsForbidden(Dependency dependency) =>
        (dependency.From == Root && _tops.Contains(dependency.To))
        || (dependency.To == Root && !_tops.Contains(dependency.From))
        || IsUpwards(Array.IndexOf(_engine, dependency.From), Array.IndexOf(_engine, dependency.To))
        || (_leaves.Contains(dependency.From) && (_leaves.Contains(dependency.To) || dependency.To == Levels))
        || (dependency.From == Levels && !_usedByLevels.Contains(dependency.To));

    private static bool IsUpwards(int from, int to) => to >= 0 && to < from;
}
