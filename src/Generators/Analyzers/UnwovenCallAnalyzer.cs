using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Calls that name a marked method and yet are not woven: those in the output of other generators, such as the C# of .razor and .cshtml
// files, as no generator sees the output of another one; those that are bound at run time; and those that are not written as a call.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class UnwovenCallAnalyzer : DiagnosticAnalyzer
{
    private const string Generated = "another source generator writes this code. Call it in ";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.UnwovenCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known || !WeavingSettings.IsOn(start.Options.AnalyzerConfigOptionsProvider.GlobalOptions))
                return;

            start.RegisterOperationAction(context => AnalyzeCall(context, known), OperationKind.Invocation);
            start.RegisterOperationAction(context => AnalyzeDynamicCall(context, known), OperationKind.DynamicInvocation);
            start.RegisterOperationAction(context => AnalyzeMethodGroup(context, known), OperationKind.MethodReference);
        });
    }

    private static void AnalyzeCall(OperationAnalysisContext context, KnownTypes known)
    {
        IMethodSymbol method = ((IInvocationOperation)context.Operation).TargetMethod;
        if (IsOurs(context.ContainingSymbol) || !(Marks.IsMarked(method, known) || DelegateRules.IsCached(method, known)))
            return;

        if (context.Operation.Syntax is not InvocationExpressionSyntax call)
            Report(context, context.Operation.Syntax, method, "the compiler makes it for an initializer or a query. Write it as a call");
        else if (call.Expression is ParenthesizedExpressionSyntax)
            Report(context, call.Expression, method, "its name is in parentheses. Write it without them");
        else if (context.IsGeneratedCode && !IsWovenOrMeantAsItIs(call, context.Operation.SemanticModel!, known, context.CancellationToken))
            ReportGenerated(context, CallSyntax.NameOf(call)!, method);
    }

    // A generated file that is on disk is a part of the project, and our generator weaves the calls in it.
    private static bool IsWovenOrMeantAsItIs(InvocationExpressionSyntax call, SemanticModel model, KnownTypes known, CancellationToken cancellationToken) =>
        CallSyntax.NameOf(call) is null
        || CallSyntax.IsInExpressionTree(call, model, known.Find("System.Linq.Expressions.Expression"), cancellationToken)
        || model.GetInterceptorMethod(call, cancellationToken) is not null;

    // Where all of it is dynamic, nobody knows before the program runs what is called.
    private static void AnalyzeDynamicCall(OperationAnalysisContext context, KnownTypes known)
    {
        SymbolInfo called = context.Operation.SemanticModel!.GetSymbolInfo(context.Operation.Syntax, context.CancellationToken);
        if (called.CandidateSymbols.Prepend(called.Symbol).OfType<IMethodSymbol>().FirstOrDefault(method => Marks.IsMarked(method, known)) is { } method)
            Report(context, context.Operation.Syntax, method, "an argument is dynamic, and the call is bound at run time. Cast the argument to its type");
    }

    // Elsewhere CK0002 says to write a lambda, which would not be woven here either.
    private static void AnalyzeMethodGroup(OperationAnalysisContext context, KnownTypes known)
    {
        var reference = (IMethodReferenceOperation)context.Operation;
        if (context.IsGeneratedCode && !IsOurs(context.ContainingSymbol) && Marks.IsMarked(reference.Method, known) && !Functions.IsHandler(reference, known))
            ReportGenerated(context, reference.Syntax, reference.Method);
    }

    private static bool IsOurs(ISymbol place) =>
        place.ContainingNamespace is { } containing && containing.ToDisplayString().StartsWith(WeavingSettings.Namespace, StringComparison.Ordinal);

    private static void ReportGenerated(OperationAnalysisContext context, SyntaxNode place, IMethodSymbol method)
    {
        string path = place.GetLocation().GetMappedLineSpan().Path;
        Report(context, place, method, Generated + Path.GetExtension(path) switch
        {
            ".razor" => $"the code behind, {Path.GetFileName(path)}.cs, or in a service",
            ".cshtml" => "the page model, the controller or a service",
            _ => "a source file of the project",
        });
    }

    private static void Report(OperationAnalysisContext context, SyntaxNode place, IMethodSymbol method, string why) =>
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.UnwovenCall, place.GetLocation(), method.Name, why));
}
