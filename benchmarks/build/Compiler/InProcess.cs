using System.Diagnostics;
using CacheKit.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Benchmarks;

// Measures the time of CacheKit inside the compiler, in comparison with the compiler's own time for the same project. Each run has new
// syntax trees and a new compilation, so that none profits from cached results; one thread, so that the times are CPU times.
internal sealed class InProcess
{
    private const int Elsewhere = 7;

    private static readonly CSharpParseOptions _language = new CSharpParseOptions(LanguageVersion.CSharp14)
        .WithFeatures([new("InterceptorsNamespaces", "CacheKit.Generated")]);

    private readonly MetadataReference[] _references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is { } name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "mscorlib.dll" or "netstandard.dll"))
            .Append(typeof(CacheAttribute).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly DiagnosticAnalyzer[] _analyzers =
    [
        .. typeof(WeavingGenerator).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    public void Report(int rounds)
    {
        var all = new List<InProcessRound>();
        for (int round = -2; round < rounds; round++)
        {
            InProcessRound measured = Measure();
            if (round >= 0)
                all.Add(measured);
        }

        Console.WriteLine($"\n| inside the compiler, {rounds} rounds | ms | of binding and emitting |\n|---|---|---|");
        Line("the compiler binds and emits the unwoven project", round => round.Emit);
        Line("the generator, first run", round => round.First);
        Line("the generator, after an edit elsewhere", round => round.Again);
        Line("the generator, after an edit of a file with calls", round => round.Edited);
        Line("the analyzers", round => round.Analyzers);
        Line("binding and emitting the generated code", round => round.Woven - round.Emit);

        void Line(string what, Func<InProcessRound, double> of) =>
            Console.WriteLine($"| {what} | {Median(all.Select(of)):F1} | {Median(all.Select(round => of(round) / round.Emit)):P1} |");
    }

    private InProcessRound Measure()
    {
        double emit = Time(Compile(), plain => Emit(plain));

        CSharpCompilation compilation = Compile();
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new WeavingGenerator().AsSourceGenerator()], parseOptions: _language);
        double first = Time(compilation, fresh => driver = driver.RunGenerators(fresh));

        CSharpCompilation uncalled = Edit(compilation, "Program.cs", "internal static class Program { public static int Main() => 2; }");
        double again = Time(uncalled, edited => driver = driver.RunGenerators(edited));

        CSharpCompilation moved = Edit(compilation, "Orders07.cs", "\n" + Shop.Text(Elsewhere));
        double changed = Time(moved, edited => driver.RunGenerators(edited));

        CSharpGeneratorDriver.Create([new WeavingGenerator().AsSourceGenerator()], parseOptions: _language)
            .RunGeneratorsAndUpdateCompilation(Compile(), out Compilation woven, out _);
        double emitWoven = Time(woven, whole => Emit(whole));
        return new(emit, first, again, changed, AnalyzersTime(), emitWoven);
    }

    // As reported by the compiler: the time inside the analyzers, without its overhead for running any.
    private double AnalyzersTime()
    {
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: true);
        AnalysisResult result = Compile().WithAnalyzers([.. _analyzers], options).GetAnalysisResultAsync(CancellationToken.None).GetAwaiter().GetResult();
        return result.AnalyzerTelemetryInfo.Values.Sum(analyzer => analyzer.ExecutionTime.TotalMilliseconds);
    }

    private CSharpCompilation Compile() => CSharpCompilation.Create(
        "Shop",
        Shop.Sources.Append((Name: "Program.cs", Text: "internal static class Program { public static int Main() => 1; }"))
            .Select(source => CSharpSyntaxTree.ParseText(source.Text, _language, "/shop/" + source.Name, System.Text.Encoding.UTF8)),
        _references,
        new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, concurrentBuild: false));

    private static CSharpCompilation Edit(CSharpCompilation compilation, string name, string text)
    {
        SyntaxTree tree = compilation.SyntaxTrees.Single(tree => Path.GetFileName(tree.FilePath) == name);
        return compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, _language, tree.FilePath, System.Text.Encoding.UTF8));
    }

    private static void Emit(Compilation compilation)
    {
        var result = compilation.Emit(Stream.Null);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Take(5)));
    }

    private static double Time<T>(T on, Action<T> run)
    {
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        run(on);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
