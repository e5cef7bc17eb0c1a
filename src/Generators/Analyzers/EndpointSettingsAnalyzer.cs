using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports endpoint attributes that stand where there is no endpoint.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EndpointSettingsAnalyzer : DiagnosticAnalyzer
{
    private const string ForEndpoints = "only an endpoint's handler, a controller or a page can have it";
    private const string ForMarked = "it needs [Cache], [CachePut] or [CacheEvict] beside it";
    private const string ForHoldersOfMarked = "no method of it is marked [Cache], [CachePut] or [CacheEvict]";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.DoesNothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            // A project without endpoints has only [CacheName].
            INamedTypeSymbol?[] settings = [known.Find("CacheKit.VaryByAttribute"), known.Find("CacheKit.CacheStatusCodesAttribute")];
            INamedTypeSymbol?[] all = [.. settings, known.CacheName];
            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolAction(context => AnalyzeMethod(context, known, settings, all, handlers), SymbolKind.Method);
            start.RegisterSymbolAction(context => AnalyzeType(context, known, settings, handlers), SymbolKind.NamedType);
            start.RegisterOperationAction(context => AnalyzeLambda(context, known, all), OperationKind.AnonymousFunction);
            start.RegisterOperationAction(context => AnalyzeLocalFunction(context, known, all), OperationKind.LocalFunction);
        });
    }

    // [CacheName] is excluded: a function may name its cache.
    private static void AnalyzeMethod(
        SymbolAnalysisContext context, KnownTypes known, INamedTypeSymbol?[] settings, INamedTypeSymbol?[] all, PossibleHandlers handlers)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || method.GetAttributes().IsEmpty)
            return;

        bool isAction = EndpointRules.IsActionOrPageHandler(method, known);
        if (!Weavability.IsOrdinary(method))
            Report(context.ReportDiagnostic, method, all, Descriptions.Of(method), ForEndpoints);
        else if (isAction && EndpointRules.IsPage(method.ContainingType, known))
            Report(context.ReportDiagnostic, method, all, "the handler of a page", "put it on the page model, for all of its handlers");
        else if (!isAction && settings.Any(method.Has) && !handlers.Contain(method, context.CancellationToken))
            Report(context.ReportDiagnostic, method, settings, $"the function '{method.Name}'", ForEndpoints);
        else if (!isAction && NamesCacheOfNothing(method, known) && !handlers.Contain(method, context.CancellationToken))
            Report(context.ReportDiagnostic, method, [known.CacheName], $"the function '{method.Name}'", ForMarked);
    }

    // An override may be marked, and inherits the cache name from the method that it overrides.
    private static bool NamesCacheOfNothing(IMethodSymbol method, KnownTypes known) =>
        !method.IsVirtual && !method.IsAbstract && Marks.Own(method, known.CacheName).Length > 0 && !Marks.IsMarked(method, known);

    // Components and hubs pass the attributes of their class to their endpoints.
    private static void AnalyzeType(SymbolAnalysisContext context, KnownTypes known, INamedTypeSymbol?[] settings, PossibleHandlers handlers)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        bool isOfEndpoints = EndpointRules.IsController(type, known) || EndpointRules.IsPage(type, known)
            || type.IsOrInherits(known.Find("Microsoft.AspNetCore.Components.IComponent")) || type.IsOrInherits(known.Find("Microsoft.AspNetCore.SignalR.Hub"));
        if (isOfEndpoints)
            return;

        Report(context.ReportDiagnostic, type, [.. settings, known.CacheEvict], $"the class '{type.Name}'", ForEndpoints);
        if (Marks.Own(type, known.CacheName).Length > 0 && !MayHoldMarked(type, known, handlers, context.CancellationToken))
            Report(context.ReportDiagnostic, type, [known.CacheName], $"the type '{type.Name}'", ForHoldersOfMarked);
    }

    // The marked methods may be in derived classes.
    private static bool MayHoldMarked(INamedTypeSymbol type, KnownTypes known, PossibleHandlers handlers, CancellationToken cancellationToken) =>
        type is { TypeKind: TypeKind.Class, IsSealed: false, IsStatic: false }
        || type.GetMembers().OfType<IMethodSymbol>().Any(method => Marks.IsMarked(method, known) || handlers.Contain(method, cancellationToken));

    private static void AnalyzeLambda(OperationAnalysisContext context, KnownTypes known, INamedTypeSymbol?[] all)
    {
        var lambda = (IAnonymousFunctionOperation)context.Operation;
        if (!lambda.Symbol.GetAttributes().IsEmpty && !Functions.IsHandler(lambda, known))
            Report(context.ReportDiagnostic, lambda.Symbol, all, "a lambda", ForEndpoints);
    }

    private static void AnalyzeLocalFunction(OperationAnalysisContext context, KnownTypes known, INamedTypeSymbol?[] all)
    {
        var function = (ILocalFunctionOperation)context.Operation;
        if (!function.Symbol.GetAttributes().IsEmpty && !Functions.IsHandler(function, known))
            Report(context.ReportDiagnostic, function.Symbol, all, "a local function", ForEndpoints);
    }

    private static void Report(Action<Diagnostic> report, ISymbol marked, INamedTypeSymbol?[] kinds, string place, string why)
    {
        foreach (AttributeData attribute in kinds.SelectMany(kind => Marks.Own(marked, kind)))
            report(Diagnostic.Create(Descriptors.DoesNothing, AttributePlaces.Of(attribute, marked), AttributePlaces.NameOf(attribute), place, why));
    }
}
