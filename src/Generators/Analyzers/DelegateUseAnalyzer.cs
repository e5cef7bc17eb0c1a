using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports calls that cannot be woven because they do not name a method: of lambdas, local functions and delegates.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DelegateUseAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Descriptors.DoesNothing, Descriptors.DelegateOfMarked, Descriptors.HandlerChangesCache];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            start.RegisterOperationAction(context => AnalyzeLambda(context, known), OperationKind.AnonymousFunction);
            start.RegisterOperationAction(context => AnalyzeLocalFunction(context, known), OperationKind.LocalFunction);
            start.RegisterOperationAction(context => AnalyzeMethodGroup(context, known), OperationKind.MethodReference);
        });
    }

    private static void AnalyzeLambda(OperationAnalysisContext context, KnownTypes known)
    {
        var lambda = (IAnonymousFunctionOperation)context.Operation;
        if (Marks.IsMarked(lambda.Symbol, known))
            Analyze(context, lambda.Symbol, "a lambda", Functions.IsHandler(lambda, known), known);
    }

    private static void AnalyzeLocalFunction(OperationAnalysisContext context, KnownTypes known)
    {
        var function = (ILocalFunctionOperation)context.Operation;
        if (Marks.IsMarked(function.Symbol, known))
            Analyze(context, function.Symbol, "a local function", Functions.IsHandler(function, known), known);
    }

    private static void Analyze(OperationAnalysisContext context, IMethodSymbol function, string what, bool isHandler, KnownTypes known)
    {
        if (isHandler && ChangeOfFunction(function, known) is { } change)
        {
            Report(
                context, Descriptors.HandlerChangesCache, AttributePlaces.Of(change, function), AttributePlaces.NameOf(change),
                TargetRules.NameOf(change)!);
        }
        else if (!isHandler)
        {
            AttributeData mark = Marks.CacheOf(function, known) ?? Marks.PutOf(function, known) ?? Marks.EvictsOf(function, known)[0];
            Report(
                context,
                Descriptors.DoesNothing,
                AttributePlaces.Of(mark, function),
                AttributePlaces.NameOf(mark),
                what,
                "only an endpoint's handler or a method can have it");
        }
    }

    private static void AnalyzeMethodGroup(OperationAnalysisContext context, KnownTypes known)
    {
        var reference = (IMethodReferenceOperation)context.Operation;
        if (reference.Method.MethodKind == MethodKind.LocalFunction || !Marks.IsMarked(reference.Method, known))
            return;

        bool isHandler = Functions.IsHandler(reference, known);
        if (isHandler && ChangeOfFunction(reference.Method, known) is { } change)
        {
            Report(
                context, Descriptors.HandlerChangesCache, reference.Syntax.GetLocation(), AttributePlaces.NameOf(change), TargetRules.NameOf(change)!);
        }
        else if (!isHandler && !IsCachedItself(reference))
        {
            Report(context, Descriptors.DelegateOfMarked, reference.Syntax.GetLocation(), reference.Method.Name);
        }
    }

    // Returns the attribute that changes the entry of a function, which a handler cannot.
    private static AttributeData? ChangeOfFunction(IMethodSymbol method, KnownTypes known) =>
        Marks.PutOf(method, known) ?? Marks.EvictsOf(method, known).FirstOrDefault(evict => TargetRules.NameOf(evict) is not null);

    // A delegate that .Cached() wraps is cached by its own entries.
    private static bool IsCachedItself(IMethodReferenceOperation reference) =>
        Functions.ConsumerOf(reference) is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: var consumer } }
            && consumer is { Name: "Cached", ContainingType.Name: "CachedDelegates" };

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor descriptor, Location place, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(descriptor, place, arguments));
}
