using System.Text.RegularExpressions;
using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class DescriptorTests
{
    // Reported by analyzers, by the generator, and by the MSBuild targets of the package.
    private static readonly DiagnosticDescriptor[] _descriptors =
    [
        .. WebProject.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Append(Generators.Descriptors.WeavingRefused).Distinct()
            .OrderBy(descriptor => descriptor.Id, StringComparer.Ordinal),
    ];

    private static readonly string[] _idsOfTheBuild =
        [.. Regex.Matches(Checkout.Read("src/Core/buildTransitive/CacheKit.Core.targets"), "Code=\"(CK[0-9]{4})\"").Select(match => match.Groups[1].Value)];

    private static IEnumerable<TestCaseData> Descriptors => _descriptors.Select(descriptor => new TestCaseData(descriptor).SetArgDisplayNames(descriptor.Id));

    [Test]
    public void The_ids_are_unique_and_of_one_form()
    {
        Assert.That(_descriptors.Select(descriptor => descriptor.Id), Is.Unique);
        Assert.That(_descriptors.Select(descriptor => descriptor.Id), Has.All.Match("^CK[0-9]{4}$"));
    }

    [Test]
    public void The_pages_are_those_of_the_diagnostics() =>
        Assert.That(
            Checkout.Files("docs/diagnostics").Where(name => name != "README.md"),
            Is.EquivalentTo(_descriptors.Select(descriptor => descriptor.Id).Concat(_idsOfTheBuild).Select(id => id + ".md")));

    [Test]
    public void A_warning_of_the_build_stands_in_the_table_of_the_documents() =>
        Assert.That(
            _idsOfTheBuild,
            Is.Not.Empty.And.All.Matches<string>(id => Checkout.Read("docs/diagnostics/README.md").Contains(
                $"\n| [{id}]({id}.md) | ", StringComparison.Ordinal)));

    [Test]
    public void Every_descriptor_is_one_that_an_analyzer_reports() =>
        Assert.That(
            typeof(KnownTypes).Assembly.GetType("CacheKit.Generators.Descriptors")!.GetFields().Select(field => field.GetValue(null)),
            Is.SubsetOf(_descriptors));

    [TestCaseSource(nameof(Descriptors))]
    public void A_diagnostic_has_a_page_with_its_title(DiagnosticDescriptor descriptor) =>
        Assert.That(Checkout.Read($"docs/diagnostics/{descriptor.Id}.md"), Does.StartWith($"# {descriptor.Id}: {descriptor.Title}\n"));

    [TestCaseSource(nameof(Descriptors))]
    public void A_diagnostic_stands_in_the_table_of_the_documents(DiagnosticDescriptor descriptor) =>
        Assert.That(
            Checkout.Read("docs/diagnostics/README.md"),
            Does.Contain($"\n| [{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title} | {descriptor.DefaultSeverity} |"));

    [TestCaseSource(nameof(Descriptors))]
    public void A_diagnostic_stands_in_the_list_of_releases(DiagnosticDescriptor descriptor) =>
        Assert.That(
            Checkout.Read("src/Generators/AnalyzerReleases.Shipped.md") + Checkout.Read("src/Generators/AnalyzerReleases.Unshipped.md"),
            Does.Match($@"(?m)^{descriptor.Id} \| {descriptor.Category} \| {descriptor.DefaultSeverity} \| {Regex.Escape(descriptor.Title.ToString(null))}$"));
}
