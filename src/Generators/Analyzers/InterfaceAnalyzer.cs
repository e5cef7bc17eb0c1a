using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports attributes on implementations and overrides whose interface or base class has none, so that calls through it are not cached.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class InterfaceAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.InterfaceNotMarked, Descriptors.CalledByOthers];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var called = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
            var calledByOthers = new ConcurrentBag<(IMethodSymbol Method, AttributeData Mark, IMethodSymbol Member)>();
            start.RegisterOperationAction(context => Remember(((IInvocationOperation)context.Operation).TargetMethod, called), OperationKind.Invocation);
            start.RegisterSymbolAction(context => Analyze(context, known, calledByOthers.Add), SymbolKind.Method);
            start.RegisterCompilationEndAction(context =>
            {
                // If the source also calls the method directly, the attribute has an effect.
                foreach ((IMethodSymbol method, AttributeData mark, IMethodSymbol member) in calledByOthers.Where(found => !called.ContainsKey(found.Method)))
                    context.ReportDiagnostic(Diagnostic.Create(
                        Descriptors.CalledByOthers,
                        AttributePlaces.Of(mark, method),
                        AttributePlaces.NameOf(mark),
                        $"{method.ContainingType.Name}.{member.Name}",
                        NameOf(member),
                        member.Name));
            });
        });
    }

    private static void Remember(IMethodSymbol method, ConcurrentDictionary<ISymbol, bool> called)
    {
        method = (method.ReducedFrom ?? method).OriginalDefinition;
        if (method.DeclaringSyntaxReferences.Length > 0 && method.GetAttributes().Length > 0)
            called.TryAdd(method, true);
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known, Action<(IMethodSymbol, AttributeData, IMethodSymbol)> later)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || method.IsStatic)
            return;

        foreach (INamedTypeSymbol? kind in new[] { known.Cache, known.CachePut, known.CacheEvict })
        {
            if (Marks.Own(method, kind).FirstOrDefault() is not { } mark || EndpointRules.IsActionOrPageHandler(method, known))
                continue;

            IMethodSymbol[] unmarked = [.. Implementations.NamedInsteadOf(method).Where(member => Marks.Own(member.OriginalDefinition, kind).Length == 0)];
            if (unmarked.FirstOrDefault(Implementations.IsCalledByOthers) is { } called)
                later((method, mark, called));
            else if (unmarked.Length > 0)
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.InterfaceNotMarked, AttributePlaces.Of(mark, method), NameOf(unmarked[0])));
        }
    }

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";
}
