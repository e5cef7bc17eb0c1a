using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>
/// Projects in which the compiler would refuse interceptors: they build, and a diagnostic says why their calls are not woven.
/// </summary>
[TestFixture]
internal sealed class RefusedTests
{
    private const string Users = "static class Users { [Cache(60)] public static int Find(int id) => id; [CacheEvict(nameof(Find))] public static void Forget(int id) { } }";
    private const string Caller = "static class Caller { public static int M() { Users.Forget(7); return Users.Find(7); } }";

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Microsoft.AspNetCore.Http.Generated;Other.CacheKit.Generated")]
    [TestCase("CacheKit.Gen")]
    [TestCase("CacheKit.Generated.Deeper")]
    [TestCase("CacheKit.Generated ")]
    public void A_project_without_the_namespace_of_the_interceptors_gets_a_warning_that_says_what_to_add(string? namespaces)
    {
        GeneratorRunResult result = Run(LanguageVersion.CSharp14, namespaces, Users, Caller);
        Assert.That(result.GeneratedSources, Is.Empty);
        Assert.That(result.Diagnostics.Single().Id, Is.EqualTo("CK0029"));
        Assert.That(
            result.Diagnostics.Single().GetMessage(null),
            Does.Contain("Add <InterceptorsNamespaces>$(InterceptorsNamespaces);CacheKit.Generated</InterceptorsNamespaces>"));
    }

    [TestCase("CacheKit.Generated")]
    [TestCase("CacheKit")]
    [TestCase("Other;CacheKit.Generated")]
    public void A_project_with_the_namespace_is_woven(string namespaces)
    {
        GeneratorRunResult result = Run(LanguageVersion.CSharp14, namespaces, Users, Caller);
        Assert.That(result.GeneratedSources, Has.Length.EqualTo(2));
        Assert.That(result.Diagnostics, Is.Empty);
    }

    [Test]
    public void A_project_in_an_old_language_version_gets_a_warning_that_names_the_required_one()
    {
        GeneratorRunResult result = Run(LanguageVersion.CSharp11, "CacheKit.Generated", Users, Caller);
        Assert.That(result.GeneratedSources, Is.Empty);
        Assert.That(result.Diagnostics.Single().GetMessage(null), Does.Contain("they need C# 12.0 or later, and the project is C# 11.0"));
    }

    // The oldest accepted language version.
    [Test]
    public void Generated_code_compiles_in_CSharp_12() =>
        Assert.That(Run(LanguageVersion.CSharp12, "CacheKit.Generated", Users, Caller, IUsers).GeneratedSources, Has.Length.EqualTo(4));

    [Test]
    public void A_project_without_a_call_gets_no_warning() =>
        Assert.That(Run(LanguageVersion.CSharp14, null, Users).Diagnostics, Is.Empty);

    private const string IUsers = """
        interface IUsers { [Cache(60)] Task<string> FindAsync(int id, string? text = null); [CachePut(nameof(FindAsync))] Task<string> RenameAsync(int id, string? text); }
        static class Other { public static async Task<string> M(IUsers users) => await users.RenameAsync(7, "") + await users.FindAsync(7); }
        """;

    // The project compiles whatever the generator reports.
    private static GeneratorRunResult Run(LanguageVersion language, string? namespaces, params string[] sources)
    {
        var options = new CSharpParseOptions(language)
            .WithFeatures(namespaces is null ? [] : [KeyValuePair.Create("InterceptorsNamespaces", namespaces)]);
        Compilation project = WebProject.Compile(options, sources);
        GeneratorRunResult result = new Weaver(language: options).Run(project, out Compilation woven);
        Assert.That(woven.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);
        return result;
    }
}
