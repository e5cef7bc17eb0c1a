using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>A web application outside this repository that installs CacheKit from the feed.</summary>
internal sealed class Consumer : IDisposable
{
    public const string UseCacheKit = "app.UseCacheKit();";

    public const string Program = $$"""
        using CacheKit;

        var app = WebApplication.CreateBuilder(args).Build();

        CacheManager.Init(new InMemoryBackend(), prefix: "api-cache");
        {{UseCacheKit}}

        app.MapGet("/", [Cache(60)] () => new { hello = "world" });
        app.MapGet("/users/{id}", (int id) => Users.FindAsync(id));
        app.MapGet("/numbers/{id}", (int id) => CacheManager.GetOrCreateAsync($"number {id}", _ => ValueTask.FromResult(Random.Shared.Next())));
        app.Run();

        record User(int Id, Guid Loaded);

        static class Users
        {
            [Cache(300, Namespace = "users", Tags = ["user:{id}"])]
            public static Task<User> FindAsync(int id) => Task.FromResult(new User(id, Guid.NewGuid()));
        }
        """;

    // Has a cached function and also calls it.
    public const string Library = """
        using CacheKit;

        namespace Library;

        public static class Rates
        {
            [Cache(60)]
            public static Task<Guid> FindAsync(string currency) => Task.FromResult(Guid.NewGuid());

            public static Task<Guid> FindEuroAsync() => FindAsync("EUR");
        }
        """;

    public const string ProgramWithLibrary = """
        using CacheKit;
        using Library;

        var app = WebApplication.CreateBuilder(args).Build();

        CacheManager.Init(new InMemoryBackend(), prefix: "api-cache");

        app.MapGet("/rates/{currency}", (string currency) => Rates.FindAsync(currency));
        app.MapGet("/euro", () => Rates.FindEuroAsync());
        app.Run();
        """;

    public const string LibraryReference = """<ProjectReference Include="../Library/Library.csproj" />""";

    // The tests search for warnings in the build output.
    public const string WarningsStay = "<TreatWarningsAsErrors>false</TreatWarningsAsErrors>";

    private readonly string _folder = Directory.CreateTempSubdirectory("cachekit-consumer-").FullName;

    private string Assembly => Path.Combine(_folder, "App", "bin", "Release", "net10.0", "App.dll");

    /// <summary>Restores and builds the application.</summary>
    public async Task BuildAsync(string program)
    {
        Write("App/Program.cs", program);
        WriteProject("App/App.csproj", "Microsoft.NET.Sdk.Web", References(Repository.ShippedIds));
        await BuildAsync();
    }

    /// <summary>Restores and builds an application that references Core only through another package and a library.</summary>
    public async Task BuildAsync(string program, string library)
    {
        Write("Library/Library.cs", library);
        WriteProject("Library/Library.csproj", "Microsoft.NET.Sdk", References(["CacheKit.Core"]));
        Write("App/Program.cs", program);
        WriteProject("App/App.csproj", "Microsoft.NET.Sdk.Web", References(["CacheKit.Backends.InMemory"]) + LibraryReference);
        await BuildAsync();
    }

    /// <summary>Restores and builds the project with a new packages folder, so that no old package is used.</summary>
    /// <returns>The output of the build.</returns>
    public async Task<string> BuildAsync()
    {
        // MSBuild searches parent folders for these files: the search ends here.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        return await DotnetCommand.RunAsync(Path.Combine(_folder, "App"), "build", "-c", "Release");
    }

    public Task<Application> StartAsync() => Application.StartAsync(Assembly);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public void WriteProject(string file, string sdk, string references, string properties = "") => Write(file, $"""
        <Project Sdk="{sdk}">

          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
            <NuGetAudit>false</NuGetAudit>
            <RestoreAdditionalProjectSources>{Feed.Folder}</RestoreAdditionalProjectSources>
            <RestorePackagesPath>{_folder}/packages</RestorePackagesPath>
            {properties}
          </PropertyGroup>

          <ItemGroup>
            {references}
          </ItemGroup>

        </Project>
        """);

    public static string References(IEnumerable<string> ids, string attributes = "") =>
        string.Concat(ids.Select(id => $"""<PackageReference Include="{id}" Version="{Feed.Version}" {attributes} />"""));

    public void Write(string file, string text)
    {
        string path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
