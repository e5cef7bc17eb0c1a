using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests.Rules;

/// <summary>The dependencies between the folders of a project. The root is a folder too.</summary>
internal sealed class FolderGraph
{
    private FolderGraph(IReadOnlyList<Dependency> dependencies) => Dependencies = dependencies;

    public IReadOnlyList<Dependency> Dependencies { get; }

    public static FolderGraph Of(IReadOnlyList<SourceFile> files)
    {
        ILookup<string, string> folders = files
            .SelectMany(file => file.TypeNames.Select(type => (Type: type, file.Folder)))
            .ToLookup(type => type.Type, type => type.Folder);
        return new FolderGraph(
        [
            .. from file in files
               from type in file.MentionedTypes
               where !folders[type].Contains(file.Folder)
               from folder in folders[type]
               select new Dependency(file.Folder, folder, file.Path, type),
        ]);
    }

    /// <summary>Returns a dependency cycle of folders, one dependency for each step; empty if there is none.</summary>
    public IReadOnlyList<Dependency> FindCircle()
    {
        var done = new HashSet<string>();
        return Dependencies.Select(dependency => FindCircle(dependency.From, [], done)).FirstOrDefault(circle => circle.Count > 0) ?? [];
    }

    private IReadOnlyList<Dependency> FindCircle(string folder, List<Dependency> path, HashSet<string> done)
    {
        int start = path.FindIndex(step => step.From == folder);
        if (start >= 0)
            return path[start..];
        if (done.Contains(folder))
            return [];

        foreach (Dependency step in Dependencies.Where(dependency => dependency.From == folder).DistinctBy(dependency => dependency.To))
        {
            IReadOnlyList<Dependency> circle = FindCircle(step.To, [.. path, step], done);
            if (circle.Count > 0)
                return circle;
        }

        done.Add(folder);
        return [];
    }
}
