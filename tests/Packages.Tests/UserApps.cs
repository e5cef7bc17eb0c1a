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

        Write("Directory.Build.props", $"""
            <Project>
              <PropertyGroup>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {Feed.RestoreProperties}
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

    /// <summary>Restores and builds the applications and their tests, with one command.</summary>
    /// <returns>The output of the builds.</returns>
    /// <exception cref="InvalidOperationException">A build failed; the message holds the output.</exception>
    public Task<string> BuildAsync()
    {
        IEnumerable<string> projects = Directory.EnumerateFiles(_folder, "*.csproj", SearchOption.AllDirectories);
        Write("Apps.slnx", $"<Solution>{string.Concat(projects.Select(file => $"""<Project Path="{file}" />"""))}</Solution>");
        return DotnetCommand.RunAsync(_folder, "build", "Apps.slnx", "-c", "Release", "-m:1");
    }

    /// <summary>Runs the tests of an application.</summary>
    /// <returns>The output.</returns>
    /// <exception cref="InvalidOperationException">A test failed; the message holds the output.</exception>
    public Task<string> TestAsync(string name) => DotnetCommand.RunAsync(Path.Combine(_folder, name), "test", AssemblyOf($"{name}.Tests"));

    /// <summary>Runs an application to its end.</summary>
    /// <returns>The output.</returns>
    public Task<string> RunAsync(string name) =>
        DotnetCommand.RunAsync(Path.Combine(_folder, name), "exec", AssemblyOf(name));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string AssemblyOf(string project) => Path.Combine(project, "bin", "Release", "net10.0", $"{project}.dll");

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
