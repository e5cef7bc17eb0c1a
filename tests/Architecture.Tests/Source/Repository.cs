using System.Xml.Linq;

namespace CacheKit.Architecture.Tests.Source;

/// <summary>The projects of the repository in which the tests were built.</summary>
internal static class Repository
{
    private static readonly string _root = FindRoot();

    public static IReadOnlyList<Project> Shipped { get; } = ReadProjects("src");

    public static IReadOnlyList<Project> Tests { get; } = ReadProjects("tests");

    public static IReadOnlyList<Project> All { get; } = [.. Shipped, .. Tests, .. ReadProjects("samples"), .. ReadProjects("benchmarks")];

    public static Project Core => Shipped.Single(project => project.Name == "Core");

    private static Project[] ReadProjects(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(_root, folder), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(ReadProject)];

    private static Project ReadProject(string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        SourceFile[] files =
        [
            .. Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
                .Select(file => (File: file, Path: Path.GetRelativePath(folder, file).Replace('\\', '/')))
                .Where(source => !source.Path.StartsWith("bin/", StringComparison.Ordinal) && !source.Path.StartsWith("obj/", StringComparison.Ordinal))
                .Select(source => new SourceFile(source.Path, File.ReadAllText(source.File))),
        ];
        return new Project(Path.GetFileNameWithoutExtension(path), XDocument.Load(path), files);
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "global.json")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds global.json.");
    }
}
