using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Checks that Cached is called on a delegate whose calls can be woven.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CachedDelegateAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.UncacheableDelegate];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known)
            {
                start.RegisterOperationAction(context => AnalyzeCall(context, known), OperationKind.Invocation);
                start.RegisterOperationAction(context => AnalyzeReference(context, known), OperationKind.MethodReference);
            }
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes known)
    {
        IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
        if (DelegateRules.IsCached(method, known) && WhyNotWoven(method.TypeArguments[0], known) is { } why)
            Report(context, method.TypeArguments[0], why);
    }

    // Only a call of Cached can be woven, not a reference to the method.
    private static void AnalyzeReference(OperationAnalysisContext context, KnownTypes known)
    {
        IMethodSymbol method = ((IMethodReferenceOperation)context.Operation).Method;
        if (DelegateRules.IsCached(method, known))
            Report(context, method.TypeArguments[0], "can be cached only by a direct call of Cached");
    }

    private static string? WhyNotWoven(ITypeSymbol type, KnownTypes known) =>
        type is INamedTypeSymbol { DelegateInvokeMethod: not null } @delegate ? DelegateRules.WhyNotWoven(@delegate, known) : DelegateRules.NotKnown;

    private static void Report(OperationAnalysisContext context, ITypeSymbol type, string why) => context.ReportDiagnostic(Diagnostic.Create(
        Descriptors.UncacheableDelegate, context.Operation.Syntax.GetLocation(), type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat), why));
}
