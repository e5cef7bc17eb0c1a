using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

/// <summary>
/// Sends each call of a method that is marked <c>[Cache]</c>, <c>[CachePut]</c> or <c>[CacheEvict]</c> to generated code, which
/// asks the cache first, or tells it what has changed.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WeavingGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that makes a model of each call.</summary>
    public const string CallsStep = "Calls";

    /// <summary>The name of the step that makes a model of each generated file.</summary>
    public const string FilesStep = "Files";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<CallModel> calls = context.SyntaxProvider
            .CreateSyntaxProvider(CallSyntax.IsCall, CallParser.Parse)
            .Where(call => call is not null)
            .Select((call, _) => call!)
            .WithTrackingName(CallsStep);

        IncrementalValueProvider<(string? Assembly, bool IsOn)> settings = context.CompilationProvider
            .Select((compilation, _) => compilation.AssemblyName)
            .Combine(context.AnalyzerConfigOptionsProvider.Select((options, _) => IsOn(options.GlobalOptions)));

        IncrementalValuesProvider<FileModel> files = calls.Collect().Combine(settings)
            .SelectMany((pair, _) => pair.Right.IsOn ? FileParser.Parse(pair.Left, pair.Right.Assembly ?? "") : [])
            .WithTrackingName(FilesStep);

        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.Id + ".g.cs", FileEmitter.Emit(file)));
        context.RegisterSourceOutput(
            context.CompilationProvider.SelectMany(static (compilation, _) => TextsParser.Parse(compilation)),
            static (output, texts) => output.AddSource(TextsModel.FileName, TextsEmitter.Emit(texts)));
    }

    // A project of tests may want its functions as they are: <CacheKitWeaving>false</CacheKitWeaving>.
    internal static bool IsOn(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options) =>
        !(options.TryGetValue("build_property.CacheKitWeaving", out string? value) && value.Equals("false", StringComparison.OrdinalIgnoreCase));
}
