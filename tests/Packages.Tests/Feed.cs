using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>All packages of the repository, packed once a run into a folder that NuGet can restore from.</summary>
[SetUpFixture]
internal sealed class Feed
{
    /// <summary>A version that no registry has, so that nobody's package can be taken for the one just packed.</summary>
    public const string Version = "0.0.0-packed";

    private static string? _folder;

    public static string Folder => _folder ?? throw new InvalidOperationException("Nothing is packed yet.");

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
