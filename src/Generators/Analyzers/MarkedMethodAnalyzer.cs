using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CacheKit.Generators;

// Reports marked methods whose calls cannot be woven.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MarkedMethodAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
    [
        Descriptors.DoesNothing, Descriptors.NothingToCache, Descriptors.ByReference, Descriptors.NoKey, Descriptors.UncacheableResult,
        Descriptors.Synchronous, Descriptors.Unnameable, Descriptors.Contradiction, Descriptors.NoElements, Descriptors.CannotShare,
    ];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolAction(context => Analyze(context, known, handlers), SymbolKind.Method);
        });
    }

    private static void Analyze(SymbolAnalysisContext context, KnownTypes known, PossibleHandlers handlers)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null)
            return;
        AttributeData? own = OwnMark(method, known);
        if (own is null || TimingRules.WhyTooEarly(method, method, known) is null)
            AnalyzeNamed(context, method, known);
        if (own is not { } mark)
        {
            AnalyzeOverride(context, method, known);
            return;
        }

        if (EndpointRules.IsPage(method.ContainingType, known)
            && EndpointRules.IsActionOrPageHandler(method, known)
            && !mark.AttributeClass!.Is(known.CachePut))
        {
            Report(
                context,
                Descriptors.DoesNothing,
                AttributePlaces.Of(mark, method),
                AttributePlaces.NameOf(mark),
                "the handler of a page",
                "put it on the page model, for all of its handlers");
            return;
        }

        Obstacle[] obstacles = [.. Weavability.ObstaclesOf(method, known)];
        bool mayBeHandler = obstacles.Any(obstacle => obstacle.Kind != ObstacleKind.Contradiction) || IsSynchronous(method, known);
        bool isHandler = mayBeHandler && (EndpointRules.IsActionOrPageHandler(method, known) || handlers.Contain(method, context.CancellationToken));
        foreach (Obstacle obstacle in obstacles.Where(obstacle => !isHandler || obstacle.Kind is ObstacleKind.Contradiction or ObstacleKind.NoOrdinaryMethod))
            Report(context, method, mark, obstacle);

        if (obstacles.Length == 0 && !isHandler && IsSynchronous(method, known))
            Report(context, Descriptors.Synchronous, AttributePlaces.Of(mark, method), method.Name);
    }

    // Faults of an inherited attribute are reported at its declaration; faults of the overriding type are reported here.
    private static void AnalyzeOverride(SymbolAnalysisContext context, IMethodSymbol method, KnownTypes known)
    {
        if (method.OverriddenMethod is { } overridden
            && Marks.IsMarked(method, known)
            && NamingRules.ObstacleOf(method, known) is { } obstacle
            && !IsReportedAt(overridden, obstacle, known))
        {
            ReportUnnameable(context, method, method.Locations[0], obstacle);
        }
    }

    private static bool IsReportedAt(IMethodSymbol overridden, Obstacle obstacle, KnownTypes known) =>
        SymbolEqualityComparer.Default.Equals(overridden.ContainingAssembly, known.Compilation.Assembly)
        && SymbolEqualityComparer.Default.Equals(NamingRules.ObstacleOf(overridden, known)?.Subject, obstacle.Subject);

    // A call through another member evicts as that member says.
    private static void AnalyzeNamed(SymbolAnalysisContext context, IMethodSymbol method, KnownTypes known)
    {
        if (Implementations.NamedInsteadOf(method).Select(marked => TimingRules.WhyTooEarly(method, marked, known)).FirstOrDefault(why => why is not null)
            is { } why)
            Report(context, Descriptors.Contradiction, method.Locations[0], method.Name, why);
    }

    private static AttributeData? OwnMark(IMethodSymbol method, KnownTypes known) =>
        Marks.Own(method, known.Cache).Concat(Marks.Own(method, known.CachePut)).Concat(Marks.Own(method, known.CacheEvict)).FirstOrDefault();

    private static bool IsSynchronous(IMethodSymbol method, KnownTypes known) =>
        Marks.CacheOf(method, known) is not null && ResultRules.ShapeOf(method.ReturnType, known) == ResultShape.Value;

    private static void Report(SymbolAnalysisContext context, IMethodSymbol method, AttributeData mark, Obstacle obstacle)
    {
        Location place = AttributePlaces.Of(mark, method);
        Location subject = obstacle.Subject is IParameterSymbol ? obstacle.Subject.Locations[0] : place;
        switch (obstacle.Kind)
        {
            case ObstacleKind.NoOrdinaryMethod:
                Report(context, Descriptors.DoesNothing, place, AttributePlaces.NameOf(mark), Descriptions.Of(method), "put it on an ordinary method");
                break;
            case ObstacleKind.NothingToCache:
                Report(context, Descriptors.NothingToCache, place, method.Name, Display(method.ReturnType));
                break;
            case ObstacleKind.ByReference:
                Report(context, Descriptors.ByReference, subject, method.Name, obstacle.Subject.Name, obstacle.Detail);
                break;
            case ObstacleKind.NoKey:
                Report(
                    context,
                    Descriptors.NoKey,
                    subject,
                    NameOf(obstacle.Subject),
                    Display((obstacle.Subject as IParameterSymbol)?.Type ?? (ITypeSymbol)obstacle.Subject),
                    obstacle.Detail);
                break;
            case ObstacleKind.UncacheableResult:
                Report(context, Descriptors.UncacheableResult, place, method.Name, Display((ITypeSymbol)obstacle.Subject), obstacle.Detail);
                break;
            case ObstacleKind.Unnameable:
                ReportUnnameable(context, method, place, obstacle);
                break;
            case ObstacleKind.Contradiction:
            case ObstacleKind.Deferred:
                Report(context, Descriptors.Contradiction, place, method.Name, obstacle.Detail);
                break;
            case ObstacleKind.NoElements:
                Report(context, Descriptors.NoElements, AttributePlaces.OfArgument(mark, "Each", method), method.Name, obstacle.Detail);
                break;
            case ObstacleKind.CannotShare:
                Report(
                    context, Descriptors.CannotShare, AttributePlaces.OfArgument(mark, "Shares", method), method.Name,
                    SharingRules.NameOf(mark)!, obstacle.Detail);
                break;
        }
    }

    // The compiler reports a type that is missing.
    private static void ReportUnnameable(SymbolAnalysisContext context, IMethodSymbol method, Location place, Obstacle obstacle)
    {
        if (obstacle.Subject is ITypeSymbol { TypeKind: TypeKind.Error })
            return;

        string remedy = obstacle.Detail.Length == 0 ? "Make it internal or public, and not file-local"
            : obstacle.Subject is ITypeParameterSymbol ? $"Rename it: {obstacle.Detail}"
            : char.ToUpperInvariant(obstacle.Detail[0]) + obstacle.Detail.Substring(1);
        Report(context, Descriptors.Unnameable, place, method.Name, Display(obstacle.Subject), remedy);
    }

    private static string NameOf(ISymbol subject) => subject is IParameterSymbol ? subject.Name : "this";

    private static string Display(ISymbol symbol) => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor descriptor, Location place, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, place, arguments));
}
