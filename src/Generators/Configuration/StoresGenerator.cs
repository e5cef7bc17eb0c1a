using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators;

/// <summary>
/// Registers the stores of all referenced packages when the assembly is loaded, so that configuration can choose them by name, also in a
/// trimmed or native program.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class StoresGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that lists the stores.</summary>
    public const string StoresStep = "Stores";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // C# 9 has the first module initializers.
        IncrementalValueProvider<bool> isSupported = context.ParseOptionsProvider.Select(
            static (options, _) => options is CSharpParseOptions { LanguageVersion: >= LanguageVersion.CSharp9 });
        IncrementalValuesProvider<StoresModel> stores = context.CompilationProvider.Combine(isSupported)
            .SelectMany(static (pair, _) => pair.Right ? StoresParser.Parse(pair.Left) : [])
            .WithTrackingName(StoresStep);
        context.RegisterSourceOutput(stores, static (output, model) => output.AddSource(StoresModel.FileName, StoresEmitter.Emit(model)));
    }
}
