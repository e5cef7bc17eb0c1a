using System.Reflection;
using System.Xml.Linq;

namespace CacheKit.Packages.Tests;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: as these tests were built, and so the packages.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>The ids of the packages that applications use: one a project in <c>src</c>.</summary>
    public static IReadOnlyList<string> ShippedIds { get; } = [.. PackagesOf("src", unlessSaid: "true")];

    /// <summary>The ids of all packages: also of the projects in <c>tests</c> that ask to be one, for the authors of backends.</summary>
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
