using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Checks the cached methods that [CachePut] and [CacheEvict] name, so that a rename of the cached method becomes a compile-time error.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EvictionAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Descriptors.TargetMissing, Descriptors.TargetMismatch, Descriptors.PutResult, Descriptors.EvictsNothing, Descriptors.HandlerChangesCache];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known)
                start.RegisterSymbolAction(context => Analyze(context, known), SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null)
            return;

        foreach (AttributeData put in Marks.Own(method, known.CachePut))
            AnalyzePut(context, method, put, known);
        foreach (AttributeData evict in Marks.Own(method, known.CacheEvict))
            AnalyzeEvict(context, method, evict, known);
    }

    private static void AnalyzePut(SymbolAnalysisContext context, IMethodSymbol method, AttributeData put, KnownTypes known)
    {
        if (ReportHandler(context, method, put, known))
            return;
        if (FindTarget(context, method, put, isPut: true, known) is not { } target)
            return;

        // Reported for the method itself, whatever its target.
        ITypeSymbol? stored = ResultRules.ValueOf(method.ReturnType, known);
        ITypeSymbol? cached = ResultRules.ValueOf(Constructed(target, method).ReturnType, known);
        if (stored is not null && cached is not null && !known.Compilation.ClassifyCommonConversion(stored, cached).IsIdentity)
            Report(context, Descriptors.PutResult, AttributePlaces.Of(put, method), method.Name, Display(stored), target.Name, Display(cached));
    }

    private static void AnalyzeEvict(SymbolAnalysisContext context, IMethodSymbol method, AttributeData evict, KnownTypes known)
    {
        if (ReportHandler(context, method, evict, known))
            return;

        bool namesNamespace = evict.Named("Namespace") is string;
        if (TargetRules.NameOf(evict) is not null)
            FindTarget(context, method, evict, isPut: false, known);
        else if (!namesNamespace && !TagRules.TemplatesOf(evict).Any())
            Report(context, Descriptors.EvictsNothing, AttributePlaces.Of(evict, method));
    }

    private static IMethodSymbol? FindTarget(SymbolAnalysisContext context, IMethodSymbol method, AttributeData attribute, bool isPut, KnownTypes known)
    {
        Target target = TargetRules.Find(method, attribute, isPut, known);
        string name = $"{TargetRules.TypeOf(attribute, method).Name}.{TargetRules.NameOf(attribute)}";
        Location place = AttributePlaces.OfArgument(attribute, "method", method);
        if (target.Fault == TargetFault.Missing)
            Report(context, Descriptors.TargetMissing, place, AttributePlaces.NameOf(attribute), name, target.Detail);
        else if (target.Fault == TargetFault.Mismatch)
            Report(context, Descriptors.TargetMismatch, place, method.Name, name, target.Detail);

        return target.Methods.FirstOrDefault();
    }

    private static IMethodSymbol Constructed(IMethodSymbol target, IMethodSymbol method) =>
        target.IsGenericMethod ? target.Construct([.. method.TypeParameters]) : target;

    private static bool ReportHandler(SymbolAnalysisContext context, IMethodSymbol method, AttributeData attribute, KnownTypes known)
    {
        if (TargetRules.NameOf(attribute) is not { } name || !EndpointRules.IsActionOrPageHandler(method, known))
            return false;

        Report(context, Descriptors.HandlerChangesCache, AttributePlaces.Of(attribute, method), AttributePlaces.NameOf(attribute), name);
        return true;
    }

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor descriptor, Location place, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, place, arguments));
}
