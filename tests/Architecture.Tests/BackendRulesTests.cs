using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class BackendRulesTests
{
    private static IEnumerable<Project> Backends => Repository.Shipped.Where(BackendRules.IsBackend);

    [Test]
    public void Every_backend_is_held_to_the_conformance_suite() =>
        Assert.That(BackendRules.ConformanceViolations(Repository.Shipped, Repository.Tests), Is.Empty);

    [TestCaseSource(nameof(Backends))]
    public void A_backend_mentions_no_coder(Project backend) =>
        Assert.That(BackendRules.CoderViolations(backend, Repository.Core), Is.Empty);

    [Test]
    public void The_backends_are_found() =>
        Assert.That(Backends.Select(backend => backend.Name), Does.Contain("Backends.InMemory"));

    [TestCase("Backends.Redis.Tests", "class RedisTests;", TestName = "A_test_project_without_the_suite_is_found")]
    [TestCase("Backends.Redis.Tests", "abstract class X : BackendConformance;", TestName = "An_abstract_class_does_not_count")]
    [TestCase("Backends.Memory.Tests", "class X : BackendConformance;", TestName = "A_backend_without_a_test_project_is_found")]
    public void A_backend_without_the_suite_is_found(string tests, string code) =>
        Assert.That(
            BackendRules.ConformanceViolations([Sources.Project("Backends.Redis")], [Sources.Project(tests, files: ("X.cs", code))]),
            Is.EqualTo(new[] { "Backends.Redis needs a class in tests/Backends.Redis.Tests that inherits BackendConformance." }));

    [Test]
    public void A_backend_in_a_project_with_other_things_is_found() =>
        Assert.That(
            BackendRules.ConformanceViolations([Sources.Project("Adapter", files: ("AdapterBackend.cs", "class AdapterBackend;"))], []),
            Is.EqualTo(new[] { "Adapter needs a class in tests/Adapter.Tests that inherits BackendConformance." }));

    [TestCase("BackendConformance")]
    [TestCase("ValueBackendConformance")]
    public void A_backend_with_the_suite_is_right(string suite) =>
        Assert.That(
            BackendRules.ConformanceViolations(
                [Sources.Project("Backends.Redis"), Sources.Project("Core")],
                [Sources.Project("Backends.Redis.Tests", files: ("RedisConformance.cs", $"sealed class RedisConformance : {suite};"))]),
            Is.Empty);

    [Test]
    public void A_coder_in_a_backend_is_found()
    {
        Project core = Sources.Project("Core", files: ("Coders/ICoder.cs", "interface ICoder;"));
        Project backend = Sources.Project("Backends.Redis", files: ("RedisBackend.cs", "class RedisBackend(ICoder coder);"));
        Assert.That(BackendRules.CoderViolations(backend, core), Is.EqualTo(new[] { "Backends.Redis/RedisBackend.cs mentions ICoder." }));
    }
}
