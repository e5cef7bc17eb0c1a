using CacheKit.Documentation.Tests.Markdown;

namespace CacheKit.Documentation.Tests;

/// <summary>The repository in which the tests were built.</summary>
internal static class Repository
{
    // Folders that builds and test runs create.
    private static readonly string[] _leftOver = ["bin", "obj", "artifacts", "BenchmarkDotNet.Artifacts", "TestResults", ".git"];

    public static string Root { get; } = FindRoot();

    /// <summary>All Markdown files.</summary>
    public static IReadOnlyList<Document> Documents { get; } = [.. FilesOf("", "*.md").Select(path => new Document(path, Read(path)))];

    /// <summary>The sources of the tests.</summary>
    public static IEnumerable<string> TestSources => FilesOf("tests", "*.cs").Select(Read);

    /// <summary>The sources of the packages.</summary>
    public static IEnumerable<string> ProductSources => FilesOf("src", "*.cs").Select(Read);

    /// <summary>The ids of the packages for users.</summary>
    public static IEnumerable<string> Packages =>
        FilesOf("src", "*.csproj")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Except(["Generators", "CodeFixes"])
            .Select(name => $"CacheKit.{name}");

    /// <summary>Whether a file or a folder exists with exactly this spelling.</summary>
    public static bool Exists(string path) => File.Exists(Absolute(path)) || Directory.Exists(Absolute(path));

    /// <summary>Returns the content of a file.</summary>
    public static string Read(string path) => File.ReadAllText(Absolute(path));

    private static string Absolute(string path) => Path.Combine(Root, path);

    private static IEnumerable<string> FilesOf(string folder, string pattern) => Directory
        .EnumerateFiles(Absolute(folder), pattern, SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
        .Where(path => !path.Split('/').Intersect(_leftOver).Any())
        .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "global.json")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds global.json.");
    }
}
