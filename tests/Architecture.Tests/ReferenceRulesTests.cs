using CacheKit.Architecture.Tests.Rules;
using CacheKit.Architecture.Tests.Source;

namespace CacheKit.Architecture.Tests;

[TestFixture]
internal sealed class ReferenceRulesTests
{
    [TestCaseSource(typeof(Repository), nameof(Repository.Shipped))]
    public void A_project_references_only_what_stands_below_it(Project project) =>
        Assert.That(ReferenceRules.Violations(project), Is.Empty);

    [TestCase("Core", "../Keys/Keys.csproj")]
    [TestCase("Backends.Redis", "../Backends.InMemory/Backends.InMemory.csproj")]
    [TestCase("Backends.Redis", @"..\AspNetCore\AspNetCore.csproj")]
    [TestCase("AspNetCore", "../Backends.InMemory/Backends.InMemory.csproj")]
    [TestCase("Generators", "../Core/Core.csproj")]
    [TestCase("CodeFixes", "../Core/Core.csproj")]
    [TestCase("Backends.Redis", "../Generators/Generators.csproj")]
    [TestCase("Dashboard", "../Backends.InMemory/Backends.InMemory.csproj")]
    [TestCase("HealthChecks", "../AspNetCore/AspNetCore.csproj")]
    public void A_forbidden_project_is_found(string project, string reference) =>
        Assert.That(ReferenceRules.Violations(Sources.Project(project, $"<ProjectReference Include='{reference}' />")), Is.Not.Empty);

    [TestCase("Core", "../AspNetCore/AspNetCore.csproj")]
    [TestCase("Backends.Redis", "../Generators/Generators.csproj")]
    [TestCase("Generators", "../Core/Core.csproj")]
    public void A_project_that_is_built_for_no_package_is_found(string project, string reference) =>
        Assert.That(
            ReferenceRules.Violations(Sources.Project(project, $"<ProjectReference Include='{reference}' ReferenceOutputAssembly='false' />")), Is.Not.Empty);

    [Test]
    public void Core_knows_no_assembly_of_what_it_carries() =>
        Assert.That(
            ReferenceRules.Violations(Sources.Project("Core", "<ProjectReference Include='../Generators/Generators.csproj' OutputItemType='Analyzer' />")),
            Is.Not.Empty);

    [TestCase("Core")]
    [TestCase("Backends.Redis")]
    public void A_forbidden_framework_is_found(string project) =>
        Assert.That(ReferenceRules.Violations(Sources.Project(project, "<FrameworkReference Include='Microsoft.AspNetCore.App' />")), Is.Not.Empty);

    [TestCase("Backends.Redis", "<ProjectReference Include='../Core/Core.csproj' />")]
    [TestCase("AspNetCore", "<ProjectReference Include='../Core/Core.csproj' /><FrameworkReference Include='Microsoft.AspNetCore.App' />")]
    [TestCase("Dashboard", "<ProjectReference Include='../AspNetCore/AspNetCore.csproj' /><FrameworkReference Include='Microsoft.AspNetCore.App' />")]
    [TestCase("OutputCaching", "<ProjectReference Include='../Core/Core.csproj' /><FrameworkReference Include='Microsoft.AspNetCore.App' />")]
    [TestCase("CodeFixes", "<ProjectReference Include='../Generators/Generators.csproj' />")]
    [TestCase("Core", "<ProjectReference Include='../Generators/Generators.csproj' ReferenceOutputAssembly='false' />")]
    [TestCase("Core", "<ProjectReference Include='../CodeFixes/CodeFixes.csproj' ReferenceOutputAssembly='false' />")]
    [TestCase("Core", "<PackageReference Include='Microsoft.Extensions.Logging.Abstractions' />")]
    public void An_allowed_reference_is_not_reported(string project, string items) =>
        Assert.That(ReferenceRules.Violations(Sources.Project(project, items)), Is.Empty);
}
