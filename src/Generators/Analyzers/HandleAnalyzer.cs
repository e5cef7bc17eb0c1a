using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Checks that the lambda of CacheManager.For consists of one call of a cached method.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class HandleAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.HandleOfNoCall];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known && known.Find("CacheKit.CacheManager") is { } manager && manager.GetMembers("For").Length > 0)
                start.RegisterOperationAction(context => Analyze(context, manager, known), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, INamedTypeSymbol manager, KnownTypes known)
    {
        var invocation = (IInvocationOperation)context.Operation;
        if (invocation.TargetMethod.Name != "For" || !invocation.TargetMethod.ContainingType.Is(manager) || invocation.Arguments.Length == 0)
            return;

        IOperation argument = invocation.Arguments[0].Value;
        if (WhyWrong(Functions.Unwrapped(argument), known) is { } why)
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.HandleOfNoCall, argument.Syntax.GetLocation(), why));
    }

    private static string? WhyWrong(IOperation argument, KnownTypes known)
    {
        if (argument is not IAnonymousFunctionOperation lambda)
            return "the argument is not a lambda";

        // The compiler adds a return without a value to a lambda with a statement body.
        IOperation[] statements = [.. lambda.Body.Operations.Where(statement => statement is not IReturnOperation { ReturnedValue: null })];
        IOperation? body = statements.Length != 1 ? null : statements[0] switch
        {
            IReturnOperation { ReturnedValue: { } value } => value,
            IExpressionStatementOperation statement => statement.Operation,
            _ => null,
        };

        if (body is null || Functions.Unwrapped(body) is not IInvocationOperation call)
            return "the body of the lambda is not a single call";

        IMethodSymbol method = call.TargetMethod;
        if (ElementRules.IsElementWise(method, known))
            return $"calls of '{method.Name}' have an entry for each element";

        return Marks.CacheOf(method, known) is not null && Weavability.IsWoven(method, known) ? null : $"calls of '{method.Name}' are not cached";
    }
}
