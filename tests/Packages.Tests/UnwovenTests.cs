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

    private const string Advice = "<InterceptorsNamespaces>$(InterceptorsNamespaces);CacheKit.Generated</InterceptorsNamespaces>";

    private Consumer _consumer = null!;

    // A project treats warnings as errors, unless its test expects one.
    [OneTimeSetUp]
    public async Task Build()
    {
        string core = Consumer.References(["CacheKit.Core"]);
        _consumer = new Consumer();
        _consumer.AddLibrary("Library", core);
        _consumer.AddLibrary("PrivateLibrary", Consumer.References(["CacheKit.Core", "CacheKit.Backends.InMemory"], KeepsTargets));

        AddFSharp("Unaware", core, Consumer.WarningsStay);
        AddFSharp("Aware", core, "<CacheKitWeaving>false</CacheKitWeaving>");
        AddFSharp("Indirect", Consumer.ReferenceTo("Library"));
        _consumer.Write("Basic/Users.vb", VisualBasic);
        _consumer.AddProject(
            "Basic/Basic.vbproj", "Microsoft.NET.Sdk", Consumer.References(["CacheKit.Backends.InMemory"]), Consumer.WarningsStay);

        string library = Consumer.ReferenceTo("PrivateLibrary");
        _consumer.AddApplication("Unadvised", Consumer.ProgramWithLibrary, library, Consumer.WarningsStay);
        _consumer.AddApplication("Advised", Consumer.ProgramWithLibrary, library, Advice);
        await _consumer.BuildAsync();
    }

    [OneTimeTearDown]
    public void Delete() => _consumer.Dispose();

    [Test]
    public void A_project_in_FSharp_gets_a_warning_that_its_calls_are_not_woven() =>
        Assert.That(
            _consumer.OutputOf("Unaware"), Does.Contain("Unaware.fsproj : warning CK0028: Calls from F# do not go through the cache"));

    [Test]
    public void A_project_in_Visual_Basic_gets_a_warning_that_its_calls_are_not_woven() =>
        Assert.That(_consumer.OutputOf("Basic"), Does.Contain("Basic.vbproj : warning CK0028: Calls from VB do not go through the cache"));

    [TestCase("Aware")]
    [TestCase("Indirect")]
    public void A_project_in_FSharp_that_knows_or_that_has_CacheKit_only_through_a_library_builds_without_a_warning(string project) =>
        Assert.That(_consumer.OutputOf(project), Does.Contain($"{project}.dll").And.Not.Contain("CK0028"));

    [Test]
    public async Task An_application_that_gets_no_targets_from_a_library_builds_with_a_warning_that_says_what_to_add()
    {
        Assert.That(_consumer.OutputOf("Unadvised"), Does.Contain("warning CK0029: ").And.Contain(Advice));
        await using Application application = await _consumer.StartAsync("Unadvised");
        Assert.That(await IsCachedAsync(application, "/rates/USD"), Is.False);
        Assert.That(await IsCachedAsync(application, "/euro"));
    }

    [Test]
    public async Task An_application_that_follows_the_advice_is_woven()
    {
        Assert.That(_consumer.OutputOf("Advised"), Does.Not.Contain("CK0029"));
        await using Application application = await _consumer.StartAsync("Advised");
        Assert.That(await IsCachedAsync(application, "/rates/USD"));
    }

    private void AddFSharp(string name, string references, string properties = "")
    {
        _consumer.Write($"{name}/Users.fs", FSharp);
        _consumer.AddProject($"{name}/{name}.fsproj", "Microsoft.NET.Sdk", """<Compile Include="Users.fs" />""" + references, properties);
    }

    private static async Task<bool> IsCachedAsync(Application application, string path) =>
        await GetAsync(application, path) == await GetAsync(application, path);

    private static async Task<string> GetAsync(Application application, string path) =>
        await application.Client.GetStringAsync(new Uri(path, UriKind.Relative));
}
