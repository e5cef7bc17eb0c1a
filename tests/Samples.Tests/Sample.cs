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
        string root = Path.GetFullPath(Path.Combine(output, "../../../../.."));
        return Path.Combine(root, "samples", name, "bin", configuration, framework, name + ".dll");
    }
}
