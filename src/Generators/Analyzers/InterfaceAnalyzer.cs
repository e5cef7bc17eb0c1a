using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Marks on implementations whose interface has none, so that calls through the interface pass them by.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InterfaceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.InterfaceNotMarked];

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
        if (method.PartialDefinitionPart is not null || method.IsStatic)
            return;

        foreach (INamedTypeSymbol? kind in new[] { known.Cache, known.CachePut, known.CacheEvict })
        {
            if (Marks.Own(method, kind).FirstOrDefault() is not { } mark)
                continue;

            IMethodSymbol[] named = [.. Implementations.MembersOf(method)];
            if (named.FirstOrDefault(member => Marks.Own(member.OriginalDefinition, kind).Length == 0) is { } member && !EndpointRules.IsActionOrPageHandler(method, known))
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.InterfaceNotMarked, AttributePlaces.Of(mark, method), $"{member.ContainingType.Name}.{member.Name}"));
        }
    }
}
