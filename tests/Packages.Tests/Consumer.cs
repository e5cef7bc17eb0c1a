using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>Somebody else's web application, far from this repository, that takes CacheKit from the feed.</summary>
internal sealed class Consumer : IDisposable
{
    public const string UseCacheKit = "app.UseCacheKit();";

    public const string Program = $$"""
        using CacheKit;

        var app = WebApplication.CreateBuilder(args).Build();

        CacheManager.Init(new InMemoryBackend(), prefix: "api-cache");
        {{UseCacheKit}}

        app.MapGet("/", [Cache(60)] () => new { hello = "world" });
        app.MapGet("/users/{id}", (int id) => CacheManager.GetOrCreateAsync($"user {id}", _ => Users.FindAsync(id)));
        app.Run();

        record User(int Id, Guid Loaded);

        static class Users
        {
            public static ValueTask<User> FindAsync(int id) => ValueTask.FromResult(new User(id, Guid.NewGuid()));
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("cachekit-consumer-").FullName;

    private string Assembly => Path.Combine(_folder, "bin", "Release", "net10.0", "Consumer.dll");

    /// <summary>Restores and builds the application, with a packages folder of its own: nothing stale can be used.</summary>
    public async Task BuildAsync(string program)
    {
        Write("Consumer.csproj", Project());
        Write("Program.cs", program);
        // MSBuild looks for these upwards: here the search ends.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        await DotnetCommand.RunAsync(_folder, "build", "-c", "Release");
    }

    public Task<Application> StartAsync() => Application.StartAsync(Assembly);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Project() => $"""
        <Project Sdk="Microsoft.NET.Sdk.Web">

          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
            <RestoreAdditionalProjectSources>{Feed.Folder}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>packages</RestorePackagesPath>
          </PropertyGroup>

          <ItemGroup>
            {string.Concat(Repository.ShippedIds.Select(id => $"""<PackageReference Include="{id}" Version="{Feed.Version}" />"""))}
          </ItemGroup>

        </Project>
        """;

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_folder, file), text);
}
