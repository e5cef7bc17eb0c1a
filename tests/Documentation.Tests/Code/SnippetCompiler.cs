using System.Collections.Immutable;
using System.Reflection;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Documentation.Tests.Code;

/// <summary>Compiles code as a web project of .NET would that references every package of CacheKit: its cached functions are woven.</summary>
internal static class SnippetCompiler
{
    // What Microsoft.NET.Sdk.Web puts before every file where ImplicitUsings is on.
    private static readonly string[] _implicitUsings =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Net.Http.Json", "System.Threading",
        "System.Threading.Tasks", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.Routing", "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    private static readonly CSharpParseOptions _language =
        new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([new("InterceptorsNamespaces", "CacheKit.Generated")]);

    private static readonly SyntaxTree _usings = Parse(string.Concat(_implicitUsings.Select(name => $"global using {name};\n")));

    // All that these tests run with: .NET, ASP.NET Core, CacheKit, NUnit.
    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> _analyzers =
    [
        .. typeof(WeavingGenerator).Assembly.GetTypes().Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Errors and warnings alike, the compiler's and those of our analyzers, each with its file and line.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(Snippet snippet)
    {
        // First each block by itself: what the parser skips does not reach the program.
        string[] complaints = [.. snippet.Blocks.SelectMany(block => Describe(Parse($"#line {block.Line} \"{block.File}\"\n{block.Text}").GetDiagnostics()))];
        if (complaints.Length > 0)
            return complaints;

        ImmutableArray<Diagnostic> diagnostics = await Compile(snippet).WithAnalyzers(_analyzers).GetAllDiagnosticsAsync();
        if (snippet.Raises is { } id && diagnostics.All(diagnostic => diagnostic.Id != id))
            return [$"{snippet}: there is no {id} in it."];

        return [.. Describe(diagnostics.Where(diagnostic => diagnostic.Id != snippet.Raises)).Distinct()];
    }

    /// <summary>The code that the calls of cached functions go to.</summary>
    public static IReadOnlyList<string> GeneratedFor(Snippet snippet) => [.. Compile(snippet).SyntaxTrees.Skip(2).Select(tree => tree.ToString())];

    private static Compilation Compile(Snippet snippet)
    {
        SyntaxTree program = Parse(snippet.ToProgram());
        bool hasStatements = ((CompilationUnitSyntax)program.GetRoot()).Members.Any(member => member is GlobalStatementSyntax);
        var options = new CSharpCompilationOptions(
            hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        GeneratorDriver weaving = CSharpGeneratorDriver.Create([new WeavingGenerator().AsSourceGenerator()], parseOptions: _language);
        weaving.RunGeneratorsAndUpdateCompilation(CSharpCompilation.Create("Snippet", [_usings, program], _references, options), out Compilation woven, out _);
        return woven;
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, _language);

    private static IEnumerable<string> Describe(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning))
        {
            FileLinePositionSpan place = diagnostic.Location.GetMappedLineSpan();
            yield return $"{place.Path}({place.StartLinePosition.Line + 1}): {diagnostic.Id} {diagnostic.GetMessage(null)}";
        }
    }
}
