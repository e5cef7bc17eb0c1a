using System.Collections.Immutable;
using System.Reflection;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Documentation.Tests.Code;

/// <summary>Compiles code as a web project that references every package of CacheKit, with weaving.</summary>
internal static class SnippetCompiler
{
    // The implicit usings of Microsoft.NET.Sdk.Web.
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

    // All assemblies that these tests run with: .NET, ASP.NET Core, CacheKit, NUnit.
    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private static readonly ImmutableArray<DiagnosticAnalyzer> _analyzers =
    [
        .. typeof(WeavingGenerator).Assembly.GetTypes().Where(type => type.GetCustomAttribute<DiagnosticAnalyzerAttribute>() is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Returns errors and warnings of the compiler and of our analyzers, with file and line.</summary>
    public static async Task<IReadOnlyList<string>> ComplaintsAsync(Snippet snippet)
    {
        // Each block is parsed separately first, since text that the parser skips is not part of the program.
        string[] complaints = [.. snippet.Blocks.SelectMany(block => Describe(Parse($"#line {block.Line} \"{block.File}\"\n{block.Text}").GetDiagnostics()))];
        if (complaints.Length > 0 || snippet.IsUncompiled)
            return complaints;

        ImmutableArray<Diagnostic> diagnostics = await Compile(snippet).WithAnalyzers(_analyzers).GetAllDiagnosticsAsync();
        if (snippet.Raises is { } id && diagnostics.All(diagnostic => diagnostic.Id != id))
            return [$"{snippet}: there is no {id} in it."];

        return [.. Describe(diagnostics.Where(diagnostic => diagnostic.Id != snippet.Raises)).Distinct()];
    }

    /// <summary>Returns the generated code of cached functions.</summary>
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
