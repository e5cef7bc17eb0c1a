using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class TestFoldersTests
{
    private static readonly string[] _mirrored = ["Core", "AspNetCore"];

    private static readonly Project _core = Sources.Project(
        "Core", files: [("Cache.cs", "class Cache;"), ("Engine/Flights.cs", "class Flights;"), ("Keys/Key.cs", "class Key;")]);

    [TestCaseSource(nameof(_mirrored))]
    public void The_tests_of_a_project_mirror_its_folders(string project)
    {
        string[] violations = [.. TestFolders.Violations(ProjectIn(Repository.Shipped, project), TestsOf(project))];
        Assert.That(violations, Is.Empty, string.Join('\n', violations));
    }

    [Test]
    public void Each_folder_that_only_tests_may_have_is_used() => Assert.That(TestFolders.Unused(_mirrored.Select(TestsOf)), Is.Empty);

    [TestCase("Hosts/SeveralHostsTests.cs", "Hosts")]
    [TestCase("Fakes/Stores/StoreFake.cs", "Fakes/Stores")]
    [TestCase("Hosts/Fakes/HostFake.cs", "Hosts/Fakes")]
    public void A_folder_that_the_tested_project_does_not_have_is_found(string path, string folder) =>
        Assert.That(Violations(path, "class Other;"), Is.EqualTo(new[] { $"Core.Tests/{folder} is no folder of Core." }));

    [TestCase("FlightsTests.cs", "class FlightsTests;", "Core.Tests/FlightsTests.cs belongs in Core.Tests/Engine, as Flights does in Core.")]
    [TestCase("Keys/FlightsTests.cs", "class FlightsTests;", "Core.Tests/Keys/FlightsTests.cs belongs in Core.Tests/Engine, as Flights does in Core.")]
    [TestCase("Fakes/FlightsTests.cs", "class FlightsTests;", "Core.Tests/Fakes/FlightsTests.cs belongs in Core.Tests/Engine, as Flights does in Core.")]
    [TestCase("Engine/CacheTests.cs", "class CacheTests;", "Core.Tests/Engine/CacheTests.cs belongs in the root of Core.Tests, as Cache does in Core.")]
    public void Tests_of_a_type_outside_of_its_folder_are_found(string path, string code, string violation) =>
        Assert.That(Violations(path, code), Is.EqualTo(new[] { violation }));

    [TestCase("Engine/FlightsTests.cs", "class FlightsTests;")]
    [TestCase("CacheTests.cs", "class CacheTests;")]
    [TestCase("Keys/StaleTests.cs", "class StaleTests;")]
    [TestCase("Fakes/Clock.cs", "class Clock;")]
    [TestCase("Engine/Samples/Order.cs", "class Order;")]
    public void Tests_in_the_folder_of_their_type_and_fakes_are_right(string path, string code) =>
        Assert.That(Violations(path, code), Is.Empty);

    private static IEnumerable<string> Violations(string path, string code) =>
        TestFolders.Violations(_core, Sources.Project("Core.Tests", files: (path, code)));

    private static Project TestsOf(string project) => ProjectIn(Repository.Tests, project + ".Tests");

    private static Project ProjectIn(IEnumerable<Project> projects, string name) => projects.Single(project => project.Name == name);
}
