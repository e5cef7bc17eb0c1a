using System.Reflection;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

/// <summary>The repository in which the tests were built.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as the tests and therefore the packages were built.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The ids of the packages for applications: one for each project in <c>src</c>.</summary>
    public static IReadOnlyList<string> ShippedIds { get; } = [.. PackagesOf("src", unlessSaid: "true")];

    /// <summary>The ids of all packages, including projects in <c>tests</c> that are packed for authors of backends.</summary>
    public static IReadOnlyList<string> PackageIds { get; } = [.. ShippedIds, .. PackagesOf("tests", unlessSaid: "false")];

    private static IEnumerable<string> PackagesOf(string folder, string unlessSaid) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
            .Where(project => (XDocument.Load(project).Descendants("IsPackable").SingleOrDefault()?.Value ?? unlessSaid) == "true")
            .Select(project => "CacheKit." + Path.GetFileNameWithoutExtension(project))
            .Order(StringComparer.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "CacheKit.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds CacheKit.sln.");
    }
}
