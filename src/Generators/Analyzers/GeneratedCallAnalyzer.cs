using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Calls in the output of other generators, such as the C# of .razor and .cshtml files: no generator sees the output of another one,
// so they are not woven.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class GeneratedCallAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.CallInGeneratedCode];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known || !WeavingSettings.IsOn(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions))
                return;

            start.RegisterOperationAction(context => AnalyzeCall(context, known), OperationKind.Invocation);
            start.RegisterOperationAction(context => AnalyzeMethodGroup(context, known), OperationKind.MethodReference);
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes known)
    {
        if (!context.IsGeneratedCode || IsOurs(context.ContainingSymbol))
            return;

        IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
        if ((Marks.IsMarked(method, known) || DelegateRules.IsCached(method, known))
            && context.Operation.Syntax is InvocationExpressionSyntax call
            && !IsWovenOrMeantAsItIs(call, context.Operation.SemanticModel!, known, context.CancellationToken))
        {
            Report(context, CallSyntax.NameOf(call)!, method);
        }
    }

    // A generated file that is on disk is a part of the project, and our generator weaves the calls in it.
    private static bool IsWovenOrMeantAsItIs(InvocationExpressionSyntax call, SemanticModel model, KnownTypes known, CancellationToken cancellationToken) =>
        CallSyntax.NameOf(call) is null
        || CallSyntax.IsInExpressionTree(call, model, known.Find("System.Linq.Expressions.Expression"), cancellationToken)
        || model.GetInterceptorMethod(call, cancellationToken) is not null;

    // Elsewhere CK0002 says to write a lambda, which would not be woven here either.
    private static void AnalyzeMethodGroup(OperationAnalysisContext context, KnownTypes known)
    {
        var reference = (IMethodReferenceOperation)context.Operation;
        if (context.IsGeneratedCode && !IsOurs(context.ContainingSymbol) && Marks.IsMarked(reference.Method, known) && !Functions.IsHandler(reference, known))
            Report(context, reference.Syntax, reference.Method);
    }

    private static bool IsOurs(ISymbol place) => place.ContainingNamespace.ToDisplayString().StartsWith(WeavingSettings.Namespace, StringComparison.Ordinal);

    private static void Report(OperationAnalysisContext context, SyntaxNode place, IMethodSymbol method)
    {
        Location location = place.GetLocation();
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.CallInGeneratedCode, location, method.Name, Remedy(location.GetMappedLineSpan().Path)));
    }

    private static string Remedy(string path) => Path.GetExtension(path) switch
    {
        ".razor" => $"the code behind, {Path.GetFileName(path)}.cs, or in a service",
        ".cshtml" => "the page model, the controller or a service",
        _ => "a source file of the project",
    };
}
