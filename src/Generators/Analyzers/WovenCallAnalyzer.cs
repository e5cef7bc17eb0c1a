using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports calls of marked methods that have no generated code, or code that does not match the method. A generator does not see the output
// of other generators; an analyzer does.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class WovenCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.UnwovenCall, Descriptors.OutdatedCode];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known || !IsWoven(start.Compilation, start.Options))
                return;

            var names = MarkedNames.Of(start.Compilation, start.CancellationToken);
            var handlers = new PossibleHandlers(known);
            var woven = new Lazy<WovenCalls>(() => new WovenCalls(start.Compilation, default));
            var outdated = new ConcurrentDictionary<string, string?>(StringComparer.Ordinal);
            start.RegisterOperationAction(context => Analyze(context, known, names, handlers, woven, outdated), OperationKind.Invocation);
            start.RegisterOperationAction(context => AnalyzeDynamic(context, known, names), OperationKind.DynamicInvocation);
            start.RegisterOperationAction(context => AnalyzeMethodGroup(context, known, names), OperationKind.MethodReference);
        });
    }

    // If the compiler would refuse all generated code, one diagnostic is reported for the project.
    private static bool IsWoven(Compilation compilation, AnalyzerOptions settings) =>
        WeavingSettings.IsOn(settings.AnalyzerConfigOptionsProvider.GlobalOptions)
        && compilation.SyntaxTrees.FirstOrDefault()?.Options is { } options
        && WeavingSettings.WhyRefused(options) is null;

    private static void Analyze(
        OperationAnalysisContext context,
        KnownTypes known,
        MarkedNames names,
        PossibleHandlers handlers,
        Lazy<WovenCalls> woven,
        ConcurrentDictionary<string, string?> outdated)
    {
        IMethodSymbol called = ((IInvocationOperation)context.Operation).TargetMethod;
        if (!names.Contains(called.Name) || IsOurs(context.ContainingSymbol))
            return;

        IMethodSymbol method = (called.ReducedFrom ?? called).OriginalDefinition;
        bool isDelegate = DelegateRules.IsCached(method, known);
        if (!isDelegate && !Marks.IsMarked(method, known))
            return;
        if (!isDelegate && Weavability.ObstaclesOf(method, known).FirstOrDefault() is { } obstacle)
        {
            if (!IsReportedWhereDeclared(method, known, handlers, context.CancellationToken))
                Report(context, method, UnwovenCalls.Describe(obstacle));
            return;
        }

        if (isDelegate
            && !(called.TypeArguments[0] is INamedTypeSymbol { DelegateInvokeMethod: not null } type && DelegateRules.WhyNotWoven(type, known) is null))
            return;
        if (context.Operation.Syntax is not InvocationExpressionSyntax call || CallSyntax.NameOf(call) is null)
        {
            if (context.Operation.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } })
                Report(context, method, "only a call by the name of the method can be woven");
            return;
        }

        SemanticModel model = context.Operation.SemanticModel!;
        if (CallSyntax.IsInExpressionTree(call, model, known.Find("System.Linq.Expressions.Expression"), context.CancellationToken))
            return;
        if (model.GetInterceptableLocation(call, context.CancellationToken) is not { } location || !woven.Value.Contain(location.Data))
            Report(context, method, context.IsGeneratedCode
                ? UnwovenCalls.DescribeGenerated(call)
                : UnwovenCalls.CauseOf((IInvocationOperation)context.Operation, call, known, context.CancellationToken));
        else if (outdated.GetOrAdd(UnwovenCalls.KeyOf(called, isDelegate), _ => UnwovenCalls.WhyOutdated(called, isDelegate, woven.Value, known)) is { } why)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.OutdatedCode, CallPlaces.Of(call), method.Name, why));
    }

    // A method of this compilation is reported at its declaration, unless it may be an endpoint's handler.
    private static bool IsReportedWhereDeclared(
        IMethodSymbol method, KnownTypes known, PossibleHandlers handlers, CancellationToken cancellationToken) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, known.Compilation.Assembly)
        && !EndpointRules.IsActionOrPageHandler(method, known)
        && !handlers.Contain(method, cancellationToken);

    // With a dynamic argument, the method is chosen at run time.
    private static void AnalyzeDynamic(OperationAnalysisContext context, KnownTypes known, MarkedNames names)
    {
        if (context.Operation.Syntax is not InvocationExpressionSyntax call
            || CallSyntax.NameOf(call) is not { } name
            || !names.Contains(name.Identifier.ValueText))
            return;

        SymbolInfo meant = context.Operation.SemanticModel!.GetSymbolInfo(call, context.CancellationToken);
        if (meant.CandidateSymbols.Add(meant.Symbol!).OfType<IMethodSymbol>().FirstOrDefault(method => Marks.IsMarked(method, known)) is { } method)
            Report(context, method, "an argument is dynamic, so the call is bound at run time. Cast the argument to its type");
    }

    // In source code, CK0002 suggests a lambda. In the output of another generator a lambda would not be woven either.
    private static void AnalyzeMethodGroup(OperationAnalysisContext context, KnownTypes known, MarkedNames names)
    {
        var reference = (IMethodReferenceOperation)context.Operation;
        if (context.IsGeneratedCode && names.Contains(reference.Method.Name) && !IsOurs(context.ContainingSymbol)
            && Marks.IsMarked(reference.Method, known) && !Functions.IsHandler(reference, known))
        {
            Report(context, reference.Method, UnwovenCalls.DescribeGenerated(reference.Syntax));
        }
    }

    private static bool IsOurs(ISymbol place) =>
        place.ContainingNamespace is { } containing && containing.ToDisplayString().StartsWith(WeavingSettings.Namespace, StringComparison.Ordinal);

    private static void Report(OperationAnalysisContext context, IMethodSymbol method, string why) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnwovenCall, CallPlaces.Of(context.Operation.Syntax), method.Name, why));
}
