using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Reports factories of calls by key that may run in the background and use a database context or a request of their caller.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class FactoryCaptureAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.CapturedByFactory];

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
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "GetOrCreateAsync" || !IsOurs(call.TargetMethod.ContainingType, known) || !RunsInBackground(call))
            return;

        IEnumerable<IAnonymousFunctionOperation> factories =
            call.Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>());
        foreach (IAnonymousFunctionOperation factory in factories.Take(1))
        {
            if (factory.Body.Descendants().FirstOrDefault(operation => IsOfCaller(operation, factory, known)) is { } captured)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.CapturedByFactory, captured.Syntax.GetLocation(), captured.Syntax.ToString(),
                    captured.Type!.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)));
            }
        }
    }

    private static bool IsOurs(INamedTypeSymbol type, KnownTypes known) =>
        type.IsOrInherits(known.Find("CacheKit.ICache")) || type.Is(known.Find("CacheKit.CacheManager"));

    // Detects options that are written in the call: Stale with a timeout or an early refresh.
    private static bool RunsInBackground(IInvocationOperation call) => call.Arguments
        .SelectMany(argument => argument.Value.DescendantsAndSelf().OfType<IObjectCreationOperation>())
        .Where(creation => creation.Type?.Name == "StaleOptions")
        .SelectMany(creation => creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
        .Any(set => set is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } && BackgroundRules.IsSetting(name));

    private static bool IsOfCaller(IOperation operation, IAnonymousFunctionOperation factory, KnownTypes known)
    {
        ISymbol? used = operation switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IFieldReferenceOperation { Instance: IInstanceReferenceOperation } field => field.Field,
            IPropertyReferenceOperation { Instance: IInstanceReferenceOperation } property => property.Property,
            _ => null,
        };
        return used is not null && operation.Type is { } type && IsOutside(used, factory)
            && (type.IsOrInherits(known.Find("Microsoft.EntityFrameworkCore.DbContext")) || BackgroundRules.IsOfRequest(type, known));
    }

    private static bool IsOutside(ISymbol used, IAnonymousFunctionOperation factory) =>
        !used.DeclaringSyntaxReferences.Any(place => place.SyntaxTree == factory.Syntax.SyntaxTree && factory.Syntax.Span.Contains(place.Span));
}
