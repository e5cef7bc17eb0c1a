using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

/// <summary>
/// Redirects each call of a method marked <c>[Cache]</c>, <c>[CachePut]</c> or <c>[CacheEvict]</c> to generated code, which reads the cache
/// first, or updates it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WeavingGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that creates a model of each call.</summary>
    public const string CallsStep = "Calls";

    /// <summary>The name of the step that creates a model of each generated file.</summary>
    public const string FilesStep = "Files";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<CallModel> calls = context.SyntaxProvider
            .CreateSyntaxProvider(CallSyntax.IsCall, CallParser.Parse)
            .Where(call => call is not null)
            .Select((call, _) => call!)
            .WithTrackingName(CallsStep);

        IncrementalValueProvider<string?> refusal = context.ParseOptionsProvider.Select(static (options, _) => WeavingSettings.WhyRefused(options));
        IncrementalValueProvider<bool> isOn = context.AnalyzerConfigOptionsProvider.Select(static (options, _) => WeavingSettings.IsOn(options.GlobalOptions));
        IncrementalValueProvider<((string? Assembly, bool IsOn) Project, string? Refusal)> settings = context.CompilationProvider
            .Select(static (compilation, _) => compilation.AssemblyName)
            .Combine(isOn)
            .Combine(refusal);

        IncrementalValuesProvider<FileModel> files = calls.Collect().Combine(settings)
            .SelectMany(static (pair, _) => pair.Right is { Project.IsOn: true, Refusal: null }
                ? FileParser.Parse(pair.Left, pair.Right.Project.Assembly ?? "")
                : [])
            .WithTrackingName(FilesStep);

        context.RegisterSourceOutput(files, static (output, file) => output.AddSource(file.Name, FileEmitter.Emit(file)));
        context.RegisterSourceOutput(
            context.CompilationProvider.SelectMany(static (compilation, _) => TextsParser.Parse(compilation)),
            static (output, texts) => output.AddSource(TextsModel.FileName, TextsEmitter.Emit(texts)));

        IncrementalValuesProvider<(EquatableArray<MemberModel> Members, string? Assembly)> members = context.SyntaxProvider
            .ForAttributeWithMetadataName("CacheKit.CacheEvictAttribute", static (_, _) => true, MembersParser.Parse)
            .SelectMany(static (members, _) => members)
            .Collect()
            .SelectMany(static (members, _) => members.Length == 0 ? [] : new[] { MembersParser.Sorted(members) })
            .Combine(context.CompilationProvider.Select(static (compilation, _) => compilation.AssemblyName));
        context.RegisterSourceOutput(members, static (output, pair) => output.AddSource(
            MemberModel.FileName, MembersEmitter.Emit(Code.NamespaceOf(pair.Assembly ?? ""), pair.Members)));

        IncrementalValueProvider<string?> refused = calls.Collect().Select(static (calls, _) => calls.Length > 0).Combine(settings)
            .Select(static (pair, _) => pair.Left && pair.Right.Project.IsOn ? pair.Right.Refusal : null);
        context.RegisterSourceOutput(refused, static (output, why) =>
        {
            if (why is not null)
                output.ReportDiagnostic(Diagnostic.Create(Descriptors.WeavingRefused, Location.None, why));
        });
    }
}
