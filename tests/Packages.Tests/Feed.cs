using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>A folder with all packages of the repository, packed once per run, from which NuGet can restore.</summary>
[SetUpFixture]
internal sealed class Feed
{
    /// <summary>A version that does not exist in any registry, so that it cannot be confused with a published package.</summary>
    public const string Version = "0.0.0-packed";

    private static string? _folder;

    public static string Folder => _folder ?? throw new InvalidOperationException("The packages have not been packed yet.");

    public static Package Open(string id) => new(Folder, id, Version);

    [OneTimeSetUp]
    public static async Task Pack()
    {
        _folder = Directory.CreateTempSubdirectory("cachekit-feed-").FullName;
        await DotnetCommand.RunAsync(
            Repository.Root, "pack", "CacheKit.sln", "--no-build", "-c", Repository.Configuration, "-o", _folder, $"-p:PackageVersion={Version}");
    }

    [OneTimeTearDown]
    public static void Delete()
    {
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }
}
