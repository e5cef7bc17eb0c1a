using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Documentation.Tests.Code;

/// <summary>Compiles code as a web project of .NET would that references every package of CacheKit.</summary>
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

    private static readonly CSharpParseOptions _language = new(LanguageVersion.CSharp14);

    private static readonly SyntaxTree _usings = Parse(string.Concat(_implicitUsings.Select(name => $"global using {name};\n")));

    // All that these tests run with: .NET, ASP.NET Core, CacheKit, NUnit.
    private static readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Errors and warnings alike, each with its file and line.</summary>
    public static IReadOnlyList<string> Complaints(Snippet snippet)
    {
        // First each block by itself: what the parser skips does not reach the program.
        string[] complaints = [.. snippet.Blocks.SelectMany(block => Describe(Parse($"#line {block.Line} \"{block.File}\"\n{block.Text}").GetDiagnostics()))];
        return complaints.Length > 0 ? complaints : [.. Describe(Compile(snippet).GetDiagnostics()).Distinct()];
    }

    private static CSharpCompilation Compile(Snippet snippet)
    {
        SyntaxTree program = Parse(snippet.ToProgram());
        bool hasStatements = ((CompilationUnitSyntax)program.GetRoot()).Members.Any(member => member is GlobalStatementSyntax);
        var options = new CSharpCompilationOptions(
            hasStatements ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
            nullableContextOptions: NullableContextOptions.Enable);
        return CSharpCompilation.Create("Snippet", [_usings, program], _references, options);
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
