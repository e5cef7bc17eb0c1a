using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports cached endpoints that require authorization but do not vary by user. The middleware never shares their responses, so nothing
// would be cached.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EndpointAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.SharedAmongUsers];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known || known.Find("CacheKit.VaryByAttribute") is null)
                return;

            var authorization = new Authorization(known);
            start.RegisterOperationAction(context => AnalyzeMap(context, authorization, known), OperationKind.Invocation);
            start.RegisterSymbolAction(context => AnalyzeType(context, authorization, known), SymbolKind.NamedType);
        });
    }

    private static void AnalyzeMap(OperationAnalysisContext context, Authorization authorization, KnownTypes known)
    {
        if (EndpointChain.Of((IInvocationOperation)context.Operation, known) is not { } chain)
            return;

        IMethodSymbol? handler = chain.Handler switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        bool isRequired = chain.RequiresAuthorization || (handler is not null && authorization.IsRequiredBy(handler));
        bool isLifted = chain.AllowsAnonymous || (handler is not null && authorization.IsLiftedBy(handler));
        bool varies = chain.VariesByUser || (handler is not null && authorization.VariesByUser(handler) == true);
        if (!isRequired || isLifted || varies)
            return;

        if (handler is not null && Marks.CacheOf(handler, known) is { } mark)
            Report(context.ReportDiagnostic, AttributePlaces.Of(mark, handler), chain.Route);
        else if (chain.CacheCall is { } cache)
            Report(context.ReportDiagnostic, NameIn(cache), chain.Route);
    }

    private static Location NameIn(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } ? access.Name.GetLocation() : call.Syntax.GetLocation();

    private static void AnalyzeType(SymbolAnalysisContext context, Authorization authorization, KnownTypes known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        bool isController = EndpointRules.IsController(type, known);
        if (!isController && !EndpointRules.IsPage(type, known))
            return;

        AttributeData? cache = Marks.Own(type, known.Cache).FirstOrDefault();
        bool isRequired = IsTrueOfTypeOrBase(type, authorization.IsRequiredBy);
        bool isLifted = IsTrueOfTypeOrBase(type, authorization.IsLiftedBy);
        bool varies = new[] { type }.Concat(type.BaseTypes()).Select(authorization.VariesByUser).FirstOrDefault(value => value is not null) == true;
        if (cache is not null && isRequired && !isLifted && !varies)
            Report(context.ReportDiagnostic, AttributePlaces.Of(cache, type), type.Name);
        if (!isController)
            return;

        foreach (IMethodSymbol action in type.GetMembers().OfType<IMethodSymbol>().Where(method => EndpointRules.IsActionOrPageHandler(method, known)))
        {
            AttributeData? own = Marks.Own(action, known.Cache).FirstOrDefault();
            bool isOwnRequirement = authorization.IsRequiredBy(action);
            bool isCached = own is not null || (Marks.DefaultsOf(type, known) is not null && isOwnRequirement && !isRequired);
            if (isCached
                && (isRequired || isOwnRequirement)
                && !isLifted
                && !authorization.IsLiftedBy(action)
                && !(authorization.VariesByUser(action) ?? varies))
                Report(context.ReportDiagnostic, own is null ? action.Locations[0] : AttributePlaces.Of(own, action), $"{type.Name}.{action.Name}");
        }
    }

    private static bool IsTrueOfTypeOrBase(INamedTypeSymbol type, Func<ISymbol, bool> condition) =>
        new[] { type }.Concat(type.BaseTypes()).Any(condition);

    private static void Report(Action<Diagnostic> report, Location place, string endpoint) =>
        report(Diagnostic.Create(Descriptors.SharedAmongUsers, place, endpoint));
}
