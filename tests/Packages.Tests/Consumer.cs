using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>
/// Projects outside this repository that install CacheKit from the feed. One command restores and builds all of them: for a small project,
/// the start of a build takes more time than the build.
/// </summary>
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

    // The tests search for warnings in the build output.
    public const string WarningsStay = "<TreatWarningsAsErrors>false</TreatWarningsAsErrors>";

    private readonly string _folder = Directory.CreateTempSubdirectory("cachekit-consumer-").FullName;
    private readonly List<string> _projects = [];
    private string _output = "";

    /// <summary>Restores and builds the projects.</summary>
    /// <exception cref="InvalidOperationException">A build failed; the message holds the output of all.</exception>
    public async Task BuildAsync()
    {
        // MSBuild searches parent folders for these files: the search ends here.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("Consumer.slnx", $"<Solution>{string.Concat(_projects.Select(file => $"""<Project Path="{file}" />"""))}</Solution>");
        _output = await DotnetCommand.RunAsync(_folder, "build", "Consumer.slnx", "-c", "Release", "-m:1");
    }

    /// <summary>Returns the lines of the build output that name a file of a project.</summary>
    public string OutputOf(string project) =>
        string.Join('\n', _output.Split('\n').Where(line => line.Contains($"{_folder}/{project}/", StringComparison.Ordinal)));

    public Task<Application> StartAsync(string project) =>
        Application.StartAsync(Path.Combine(_folder, project, "bin", "Release", "net10.0", project + ".dll"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public void AddApplication(string name, string program, string references, string properties = "")
    {
        Write($"{name}/Program.cs", program);
        AddProject($"{name}/{name}.csproj", "Microsoft.NET.Sdk.Web", references, properties);
    }

    public void AddLibrary(string name, string references)
    {
        Write($"{name}/Library.cs", Library);
        AddProject($"{name}/{name}.csproj", "Microsoft.NET.Sdk", references);
    }

    public void AddProject(string file, string sdk, string references, string properties = "")
    {
        _projects.Add(file);
        Write(file, $"""
            <Project Sdk="{sdk}">

              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                {Feed.RestoreProperties}
                {properties}
              </PropertyGroup>

              <ItemGroup>
                {references}
              </ItemGroup>

            </Project>
            """);
    }

    public static string ReferenceTo(string library) => $"""<ProjectReference Include="../{library}/{library}.csproj" />""";

    public static string References(IEnumerable<string> ids, string attributes = "") =>
        string.Concat(ids.Select(id => $"""<PackageReference Include="{id}" Version="{Feed.Version}" {attributes} />"""));

    public void Write(string file, string text)
    {
        string path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
