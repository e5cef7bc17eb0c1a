using CacheKit.Servers;

namespace CacheKit.Packages.Tests;

/// <summary>Projects whose calls are not woven: their builds report it.</summary>
[TestFixture]
[Category("Packages")]
internal sealed class UnwovenTests
{
    private const string FSharp = """
        module Users

        open CacheKit

        type Users() =
            [<Cache(60)>]
            member _.FindAsync(id: int) = System.Threading.Tasks.Task.FromResult(id)
        """;

    private const string VisualBasic = """
        Imports CacheKit

        Public Class Users
            <Cache(60)>
            Public Function Find(id As Integer) As Integer
                Return id
            End Function
        End Class
        """;

    // NuGet passes on the analyzers of such a reference, but not the targets.
    private const string KeepsTargets = """PrivateAssets="build;buildTransitive" """;

    private Consumer _consumer = null!;

    [SetUp]
    public void Start() => _consumer = new Consumer();

    [TearDown]
    public void Delete() => _consumer.Dispose();

    [Test]
    public async Task A_project_in_FSharp_gets_a_warning_that_its_calls_are_not_woven()
    {
        _consumer.Write("App/Users.fs", FSharp);
        _consumer.WriteProject(
            "App/App.fsproj",
            "Microsoft.NET.Sdk",
            """<Compile Include="Users.fs" />""" + Consumer.References(["CacheKit.Core"]),
            Consumer.WarningsStay);
        Assert.That(await _consumer.BuildAsync(), Does.Contain("App.fsproj : warning CK0028: Calls from F# do not go through the cache"));
    }

    [Test]
    public async Task A_project_in_Visual_Basic_gets_a_warning_that_its_calls_are_not_woven()
    {
        _consumer.Write("App/Users.vb", VisualBasic);
        _consumer.WriteProject("App/App.vbproj", "Microsoft.NET.Sdk", Consumer.References(["CacheKit.Backends.InMemory"]), Consumer.WarningsStay);
        Assert.That(await _consumer.BuildAsync(), Does.Contain("App.vbproj : warning CK0028: Calls from VB do not go through the cache"));
    }

    // The project treats warnings as errors.
    [TestCase("<CacheKitWeaving>false</CacheKitWeaving>", true)]
    [TestCase("", false)]
    public async Task A_project_in_FSharp_that_knows_or_that_has_CacheKit_only_through_a_library_builds_without_a_warning(string properties, bool isDirect)
    {
        _consumer.Write("Library/Library.cs", Consumer.Library);
        _consumer.WriteProject("Library/Library.csproj", "Microsoft.NET.Sdk", Consumer.References(["CacheKit.Core"]));
        _consumer.Write("App/Users.fs", FSharp);
        _consumer.WriteProject(
            "App/App.fsproj",
            "Microsoft.NET.Sdk",
            """<Compile Include="Users.fs" />""" + (isDirect ? Consumer.References(["CacheKit.Core"]) : Consumer.LibraryReference),
            properties);
        Assert.That(await _consumer.BuildAsync(), Does.Not.Contain("CK0028"));
    }

    [Test]
    public async Task An_application_that_gets_no_targets_from_a_library_builds_with_a_warning_that_says_what_to_add()
    {
        _consumer.Write("Library/Library.cs", Consumer.Library);
        _consumer.WriteProject(
            "Library/Library.csproj", "Microsoft.NET.Sdk", Consumer.References(["CacheKit.Core", "CacheKit.Backends.InMemory"], KeepsTargets));
        _consumer.Write("App/Program.cs", Consumer.ProgramWithLibrary);
        _consumer.WriteProject("App/App.csproj", "Microsoft.NET.Sdk.Web", Consumer.LibraryReference, Consumer.WarningsStay);

        string output = await _consumer.BuildAsync();
        Assert.That(
            output,
            Does.Contain("warning CK0029: ").And.Contain("<InterceptorsNamespaces>$(InterceptorsNamespaces);CacheKit.Generated</InterceptorsNamespaces>"));
        await using Application application = await _consumer.StartAsync();
        Assert.That(await IsCachedAsync(application, "/rates/USD"), Is.False);
        Assert.That(await IsCachedAsync(application, "/euro"));
    }

    [Test]
    public async Task An_application_that_follows_the_advice_is_woven()
    {
        _consumer.Write("Library/Library.cs", Consumer.Library);
        _consumer.WriteProject(
            "Library/Library.csproj", "Microsoft.NET.Sdk", Consumer.References(["CacheKit.Core", "CacheKit.Backends.InMemory"], KeepsTargets));
        _consumer.Write("App/Program.cs", Consumer.ProgramWithLibrary);
        _consumer.WriteProject(
            "App/App.csproj",
            "Microsoft.NET.Sdk.Web",
            Consumer.LibraryReference,
            "<InterceptorsNamespaces>$(InterceptorsNamespaces);CacheKit.Generated</InterceptorsNamespaces>");

        await _consumer.BuildAsync();
        await using Application application = await _consumer.StartAsync();
        Assert.That(await IsCachedAsync(application, "/rates/USD"));
    }

    private static async Task<bool> IsCachedAsync(Application application, string path) =>
        await GetAsync(application, path) == await GetAsync(application, path);

    private static async Task<string> GetAsync(Application application, string path) =>
        await application.Client.GetStringAsync(new Uri(path, UriKind.Relative));
}
