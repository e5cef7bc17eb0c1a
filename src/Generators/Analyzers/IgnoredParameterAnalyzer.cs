using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Reports [CacheIgnore] on parameters that are never part of a key.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class IgnoredParameterAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.DoesNothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolAction(context => Analyze(context, known, handlers), SymbolKind.Parameter);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known, PossibleHandlers handlers)
    {
        if (Marks.Own(context.Symbol, known.CacheIgnore).FirstOrDefault() is not { } ignore)
            return;
        if (context.Symbol.ContainingSymbol is IMethodSymbol method
            && (method.PartialDefinitionPart is not null || IsOfKey(method, known) || handlers.Contain(method, context.CancellationToken)))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.DoesNothing,
            AttributePlaces.Of(ignore, context.Symbol),
            AttributePlaces.NameOf(ignore),
            $"the parameter '{context.Symbol.Name}'",
            "only a parameter of a cached function, of a delegate or of an endpoint's handler can have it"));
    }

    private static bool IsOfKey(IMethodSymbol method, KnownTypes known) => method.MethodKind switch
    {
        MethodKind.DelegateInvoke or MethodKind.AnonymousFunction or MethodKind.LocalFunction => true,
        MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation => Marks.IsMarked(method, known)
            || EndpointRules.IsActionOrPageHandler(method, known),
        _ => false,
    };
}
