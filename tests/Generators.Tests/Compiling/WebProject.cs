using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Compiles source as a web project that references every package of CacheKit.</summary>
internal static class WebProject
{
    // The implicit usings of Microsoft.NET.Sdk.Web, and CacheKit.
    private static readonly string[] _usings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading",
        "System.Threading.Tasks", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging", "CacheKit",
    ];

    public static CSharpParseOptions Language { get; } = new CSharpParseOptions(LanguageVersion.CSharp14)
        .WithFeatures([KeyValuePair.Create("InterceptorsNamespaces", "CacheKit.Generated")]);

    public static string GlobalUsings { get; } = string.Concat(_usings.Select(name => $"global using {name};\n"));

    /// <summary>All assemblies that these tests run with.</summary>
    public static ImmutableArray<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is not ("CacheKit.Generators.dll" or "CacheKit.CodeFixes.dll" or "CacheKit.Generators.Tests.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(KnownTypes).Assembly.GetTypes().Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public static CSharpCompilation Compile(params string[] sources) => Compile(Language, sources);

    public static CSharpCompilation Compile(CSharpParseOptions language, string[] sources)
    {
        SyntaxTree[] trees = [.. sources.Prepend(GlobalUsings).Select((text, i) => CSharpSyntaxTree.ParseText(
            text, language, path: i == 0 ? "Usings.cs" : $"Source{i}.cs"))];
        bool isProgram = trees.Any(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members.Any(member => member is GlobalStatementSyntax));
        var options = new CSharpCompilationOptions(
            isProgram
                ? OutputKind.ConsoleApplication
                : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Project", trees, References, options);
    }

    /// <summary>
    /// Returns the diagnostics of the analyzers for source with the output of the generators. An exception in an analyzer or a compiler
    /// error fails the test.
    /// </summary>
    public static async Task<Diagnostic[]> AnalyzeAsync(
        Compilation compilation, IReadOnlyDictionary<string, string>? properties = null, params IIncrementalGenerator[] others)
    {
        compilation = Weave(compilation, properties, others);
        Diagnostic[] errors = [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.That(errors, Is.Empty, "The source of a test must compile.");
        return await AnalyzeWovenAsync(compilation, properties);
    }

    /// <summary>Returns the diagnostics for source that need not compile.</summary>
    public static Task<Diagnostic[]> AnalyzeIncompleteAsync(Compilation compilation, IReadOnlyDictionary<string, string>? properties = null) =>
        AnalyzeWovenAsync(Weave(compilation, properties, []), properties);

    // Each generator sees only the original source.
    private static Compilation Weave(Compilation compilation, IReadOnlyDictionary<string, string>? properties, IIncrementalGenerator[] others)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [.. others.Prepend(new WeavingGenerator()).Select(generator => generator.AsSourceGenerator())],
            parseOptions: Language,
            optionsProvider: new BuildProperties(properties ?? new Dictionary<string, string>()));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation woven, out _);
        return woven;
    }

    private static async Task<Diagnostic[]> AnalyzeWovenAsync(Compilation compilation, IReadOnlyDictionary<string, string>? properties)
    {
        var options = new AnalyzerOptions([], new BuildProperties(properties ?? new Dictionary<string, string>()));
        ImmutableArray<Diagnostic> diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync();
        Assert.That(diagnostics.Where(diagnostic => diagnostic.Id.StartsWith("AD", StringComparison.Ordinal)), Is.Empty);
        return [.. diagnostics.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start).ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal)];
    }
}
