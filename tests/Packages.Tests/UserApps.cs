using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>Copies of the applications under <c>Apps</c> outside this repository, which install CacheKit from the feed.</summary>
internal sealed class UserApps : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cachekit-apps-").FullName;

    public UserApps()
    {
        string source = Path.Combine(Repository.Root, "tests", "Packages.Tests", "Apps");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(_folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // They share a packages folder that nothing else uses.
        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestoreAdditionalProjectSources>{Feed.Folder}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{_folder}/packages</RestorePackagesPath>
              </PropertyGroup>
            </Project>
            """);
        // MSBuild searches parent folders for this file: the search ends here.
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", $"""
            <Project>
              <Import Project="{Repository.Root}/Directory.Packages.props" />
              <ItemGroup>
                <PackageVersion Include="{string.Join(';', Repository.ShippedIds)}" Version="{Feed.Version}" />
              </ItemGroup>
            </Project>
            """);
    }

    /// <summary>Restores and builds an application and its tests, and runs the tests.</summary>
    /// <returns>The output of the build and the tests.</returns>
    /// <exception cref="InvalidOperationException">The build or a test failed; the message holds the output.</exception>
    public Task<string> TestAsync(string name) =>
        DotnetCommand.RunAsync(Path.Combine(_folder, name), "test", $"{name}.Tests", "-c", "Release");

    /// <summary>Runs an application to its end after its tests.</summary>
    /// <returns>The output.</returns>
    public Task<string> RunAsync(string name) =>
        DotnetCommand.RunAsync(Path.Combine(_folder, name), "exec", Path.Combine(name, "bin", "Release", "net10.0", $"{name}.dll"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
