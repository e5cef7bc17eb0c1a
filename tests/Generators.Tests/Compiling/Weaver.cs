using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Compiling;

/// <summary>Runs the generator over sources, repeatedly as they change.</summary>
internal sealed class Weaver(IReadOnlyDictionary<string, string>? properties = null, CSharpParseOptions? language = null)
{
    private GeneratorDriver _driver = CSharpGeneratorDriver.Create(
        [new WeavingGenerator().AsSourceGenerator()],
        parseOptions: language ?? WebProject.Language,
        optionsProvider: new BuildProperties(properties ?? new Dictionary<string, string>()),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>Returns the generated files by name. The sources must compile with them without warnings.</summary>
    public static IReadOnlyDictionary<string, string> Weave(params string[] sources) => Weave(WebProject.Compile(sources));

    public static IReadOnlyDictionary<string, string> Weave(CSharpCompilation compilation)
    {
        var weaver = new Weaver();
        GeneratorRunResult result = weaver.Run(compilation, out Compilation woven);
        Assert.That(
            woven.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1701" or "CS1702")),
            Is.Empty,
            string.Join('\n', result.GeneratedSources.Select(source => source.SourceText.ToString())));
        return result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
    }

    /// <summary>Returns the compilation with the generated files.</summary>
    public static Compilation Woven(Compilation compilation)
    {
        new Weaver().Run(compilation, out Compilation woven);
        return woven;
    }

    /// <summary>Runs the generator again. The steps of the result show what was computed again.</summary>
    public GeneratorRunResult Run(Compilation compilation) => Run(compilation, out _);

    public GeneratorRunResult Run(Compilation compilation, out Compilation woven)
    {
        _driver = _driver.RunGeneratorsAndUpdateCompilation(compilation, out woven, out _);
        GeneratorRunResult result = _driver.GetRunResult().Results.Single();
        Assert.That(result.Exception, Is.Null);
        return result;
    }
}
