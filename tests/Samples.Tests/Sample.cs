namespace CacheKit.Samples.Tests;

/// <summary>A sample as it was built beside these tests.</summary>
internal static class Sample
{
    /// <summary>The assembly of a project in <c>samples/</c>, in the configuration and for the framework of this one.</summary>
    public static string Assembly(string name)
    {
        string output = Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory);
        string framework = Path.GetFileName(output);
        string configuration = Path.GetFileName(Path.GetDirectoryName(output)!);
        return Path.Combine(Folder(name), "bin", configuration, framework, name + ".dll");
    }

    /// <summary>The folder of a project in <c>samples/</c>.</summary>
    public static string Folder(string name) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../samples", name));
}
