using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports calls of generic cached functions whose type arguments have no key text.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class GenericKeyAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.GenericKey];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known)
                start.RegisterOperationAction(context => Analyze(context, known), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownTypes known)
    {
        IMethodSymbol called = ((IInvocationOperation)context.Operation).TargetMethod;
        if ((!called.IsGenericMethod && !called.ContainingType.IsGenericType) || Marks.CacheOf(called.ReducedFrom ?? called, known) is null)
            return;

        if (Weavability.IsWoven(called, known) && GenericKeyRules.FaultOf(called, known) is { } found)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.GenericKey, CallPlaces.Of(context.Operation.Syntax), called.Name,
                Display(found.Argument), found.Parameter.Name, found.Fault.Sentence));
        }
    }

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
