namespace CacheKit.Generators.Tests.Compiling;

/// <summary>The files of the repository in which the tests were built.</summary>
internal static class Checkout
{
    private static readonly string _root = FindRoot();

    public static string Read(string path) => File.ReadAllText(Path.Combine(_root, path));

    public static void Write(string path, string text) => File.WriteAllText(Path.Combine(_root, path), text);

    public static bool Has(string path) => File.Exists(Path.Combine(_root, path));

    /// <summary>Returns the names of the files in a folder.</summary>
    public static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(Path.Combine(_root, folder)).Select(path => Path.GetFileName(path));

    /// <summary>Returns the sources of a project.</summary>
    public static string[] Sources(string folder) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(_root, path).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllText),
    ];

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "global.json")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds global.json.");
    }
}
