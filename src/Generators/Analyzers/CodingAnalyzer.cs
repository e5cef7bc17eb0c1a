using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports values of cached functions and of calls by key that the default coder does not restore unchanged. Reports nothing if the source
// sets another coder for the cache.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CodingAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.ChangedByCoder];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var rules = new JsonRules(start.Compilation);
            var coders = new CoderChoices(start.Compilation);
            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolAction(context => AnalyzeMethod(context, known, rules, coders, handlers), SymbolKind.Method);
            start.RegisterOperationAction(context => AnalyzeCall(context, known, rules, coders), OperationKind.Invocation);
        });
    }

    private static void AnalyzeMethod(
        SymbolAnalysisContext context, KnownTypes known, JsonRules rules, CoderChoices coders, PossibleHandlers handlers)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || Marks.Own(method, known.Cache).FirstOrDefault() is not { } mark || SetsCoder(method, known))
            return;
        if (!Weavability.IsWoven(method, known) || rules.Find(ElementRules.ValueOf(method, known)!) is not { } fault)
            return;
        if (EndpointRules.IsActionOrPageHandler(method, known)
            || handlers.Contain(method, context.CancellationToken)
            || coders.AnyForCaches(context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptors.ChangedByCoder, AttributePlaces.Of(mark, method), method.Name, fault.Path, fault.Why));
    }

    // The type arguments of a generic function are known only at its call.
    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes known, JsonRules rules, CoderChoices coders)
    {
        var call = (IInvocationOperation)context.Operation;
        if (ValueOf(call, known) is not { } value || rules.Find(value) is not { } fault || coders.AnyForCaches(context.CancellationToken))
            return;
        if (TakesOptions(call) && coders.AnyForEntries(context.CancellationToken))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Descriptors.ChangedByCoder, CallPlaces.Of(call.Syntax), call.TargetMethod.Name, fault.Path, fault.Why));
    }

    private static ITypeSymbol? ValueOf(IInvocationOperation call, KnownTypes known)
    {
        IMethodSymbol method = call.TargetMethod;
        if (!method.IsGenericMethod && !method.ContainingType.IsGenericType)
            return null;
        if (method.Name is "GetOrCreateAsync" or "SetAsync"
            && (method.ContainingType.Is(known.Find("CacheKit.CacheManager")) || method.ContainingType.Is(known.Find("CacheKit.ICache"))))
            return method.TypeArguments[method.TypeArguments.Length - 1];

        return Marks.CacheOf(method, known) is not null
            && !SetsCoder(method, known)
            && IsOpen(method.OriginalDefinition, known)
            && Weavability.IsWoven(method, known)
            ? ElementRules.ValueOf(method, known)
            : null;
    }

    // A type without type parameters is reported once, at the declaration.
    private static bool IsOpen(IMethodSymbol method, KnownTypes known) =>
        ElementRules.ValueOf(method, known) is { } value && DelegateRules.HasTypeParameter(value);

    private static bool SetsCoder(IMethodSymbol method, KnownTypes known) =>
        Marks.CacheOf(method, known)?.Named("Coder") is not null || Marks.DefaultsOf(method.ContainingType, known)?.Named("Coder") is not null;

    private static bool TakesOptions(IInvocationOperation call) =>
        call.Arguments.Any(argument => argument is { Parameter.Type.Name: "CacheEntryOptions", ArgumentKind: ArgumentKind.Explicit });
}
