using System.Reflection;
using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>
/// All packages of the repository, packed once per run, from which NuGet restores into a packages folder of the run, so that no old package
/// is used.
/// </summary>
[SetUpFixture]
internal sealed class Feed
{
    /// <summary>A version that does not exist in any registry, so that it cannot be confused with a published package.</summary>
    public const string Version = "0.0.0-packed";

    // Packages of others are read from the folder that has them, and not downloaded and unpacked again.
    private static readonly string _packagesOfOthers = typeof(Feed).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == "NuGetPackageRoot").Value!;

    private static string? _folder;

    /// <summary>The folder that holds the packages and nothing else.</summary>
    public static string Folder => _folder ?? throw new InvalidOperationException("The packages have not been packed yet.");

    /// <summary>The properties of a project outside this repository that restores from the feed.</summary>
    public static string RestoreProperties => $"""
        <NuGetAudit>false</NuGetAudit>
        <RestoreAdditionalProjectSources>{Folder}</RestoreAdditionalProjectSources>
        <RestorePackagesPath>{Folder}-restored</RestorePackagesPath>
        <RestoreFallbackFolders>{_packagesOfOthers}</RestoreFallbackFolders>
        """;

    public static Package Open(string id) => new(Folder, id, Version);

    [OneTimeSetUp]
    public static async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("cachekit-feed-").FullName;
        await DotnetCommand.RunAsync(
            Repository.Root, "pack", "CacheKit.sln", "--no-build", "-m:1", "-c", Repository.Configuration, "-o", _folder,
            $"-p:PackageVersion={Version}");
    }

    [OneTimeTearDown]
    public static void Delete()
    {
        foreach (string folder in new[] { _folder, _folder + "-restored" }.OfType<string>().Where(Directory.Exists))
            Directory.Delete(folder, recursive: true);
    }
}
