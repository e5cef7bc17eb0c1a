namespace CacheKit.Samples.Tests;

/// <summary>A sample that was built with these tests.</summary>
internal static class Sample
{
    /// <summary>
    /// Returns the assembly of a project in <c>samples/</c> or in a folder of it, in the same configuration and target framework as the tests.
    /// </summary>
    public static string Assembly(string name)
    {
        string output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(output);
        string configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
        return Path.Combine(Folder(name), "bin", configuration, framework, Path.GetFileName(name) + ".dll");
    }

    /// <summary>Returns the folder of a project in <c>samples/</c>.</summary>
    public static string Folder(string name) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../samples", name));
}
