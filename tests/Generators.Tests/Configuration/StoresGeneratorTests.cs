using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Configuration;

/// <summary>The stores that generated code registers for configuration.</summary>
[TestFixture]
internal sealed class StoresGeneratorTests
{
    private const string Store = """
        public sealed class FileStore : IConfiguredStore
        {
            public string Name => "File";

            public Func<IServiceProvider, ICacheBackend> Read(StoreSettings settings) => _ => new InMemoryBackend();
        }
        """;

    [Test]
    public void The_stores_of_all_referenced_packages_are_registered() =>
        Assert.That(RegisteredBy(WebProject.Compile("class A;")), Is.EqualTo(new[]
        {
            "global::CacheKit.DynamoDbStore", "global::CacheKit.InMemoryStore", "global::CacheKit.MemcachedStore", "global::CacheKit.RedisStore",
        }));

    [Test]
    public void A_store_of_the_project_is_registered_too() =>
        Assert.That(RegisteredBy(WebProject.Compile("[assembly: ConfiguredStore<FileStore>]", Store)), Has.One.EqualTo("global::FileStore"));

    [Test]
    public void A_project_without_stores_gets_no_code() =>
        Assert.That(RegisteredBy(WebProject.Compile("class A;").WithReferences(WebProject.References.Where(IsNoBackend))), Is.Empty);

    [Test]
    public void An_inaccessible_store_of_another_assembly_is_left_out()
    {
        MetadataReference library = WebProject.Compile("[assembly: ConfiguredStore<FileStore>]", Store.Replace("public sealed", "internal sealed", StringComparison.Ordinal))
            .WithAssemblyName("Library").ToMetadataReference();
        Assert.That(RegisteredBy(WebProject.Compile("class A;").AddReferences(library)), Has.None.Contains("FileStore"));
    }

    [Test]
    public void A_project_in_a_language_without_module_initializers_gets_no_code() =>
        Assert.That(RegisteredBy(WebProject.Compile("class A { }").WithReferences(WebProject.References), LanguageVersion.CSharp8), Is.Empty);

    [Test]
    public void An_edit_generates_nothing_again()
    {
        GeneratorDriver driver = DriverOf(LanguageVersion.CSharp14).RunGenerators(WebProject.Compile("class A;"));
        GeneratorRunResult result = driver.RunGenerators(WebProject.Compile("class B;")).GetRunResult().Results.Single();
        Assert.That(
            result.TrackedOutputSteps.Values.SelectMany(steps => steps).SelectMany(step => step.Outputs).Select(output => output.Reason),
            Is.Not.Empty.And.All.EqualTo(IncrementalStepRunReason.Cached));
    }

    private static string[] RegisteredBy(CSharpCompilation compilation, LanguageVersion language = LanguageVersion.CSharp14)
    {
        GeneratorDriver driver = DriverOf(language).RunGeneratorsAndUpdateCompilation(compilation, out Compilation generated, out _);
        Assert.That(generated.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error && language == LanguageVersion.CSharp14), Is.Empty);
        return [.. driver.GetRunResult().GeneratedTrees
            .SelectMany(tree => tree.GetText().Lines)
            .Select(line => line.ToString().Trim())
            .Where(line => line.StartsWith("global::CacheKit.ConfiguredStores.Add(", StringComparison.Ordinal))
            .Select(line => line.Split("new ")[1].Split("()")[0])];
    }

    private static CSharpGeneratorDriver DriverOf(LanguageVersion language) => CSharpGeneratorDriver.Create(
        [new StoresGenerator().AsSourceGenerator()],
        parseOptions: WebProject.Language.WithLanguageVersion(language),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static bool IsNoBackend(MetadataReference reference) => !reference.Display!.Contains("CacheKit.Backends.", StringComparison.Ordinal);
}
