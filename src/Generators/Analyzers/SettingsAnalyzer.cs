using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Checks expiration, coder, key builder and tags in the attributes of methods, types and lambdas.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SettingsAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics =>
        [Descriptors.TagTemplate, Descriptors.Expiration, Descriptors.WrongType, Descriptors.IdleDefaults, Descriptors.Contradiction, Descriptors.NoElements];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is not { } known)
                return;

            var handlers = new PossibleHandlers(known);
            start.RegisterSymbolAction(context => AnalyzeMethod(context, known, handlers), SymbolKind.Method);
            start.RegisterSymbolAction(context => AnalyzeType(context, known), SymbolKind.NamedType);
            start.RegisterOperationAction(
                context => Settings.Check(SymbolOf(context.Operation), static () => true, known, context.ReportDiagnostic),
                OperationKind.AnonymousFunction,
                OperationKind.LocalFunction);
        });
    }

    private static IMethodSymbol SymbolOf(IOperation function) =>
        function is IAnonymousFunctionOperation lambda ? lambda.Symbol : ((ILocalFunctionOperation)function).Symbol;

    private static void AnalyzeMethod(SymbolAnalysisContext context, KnownTypes known, PossibleHandlers handlers)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is not null || !Marks.IsMarked(method, known))
            return;

        Settings.Check(method, IsEndpoint, known, context.ReportDiagnostic);
        CheckInheritedTags(context, method, IsEndpoint, known);
        Settings.CheckAwaited(method, IsEndpoint, known, context.ReportDiagnostic);

        bool IsEndpoint() => EndpointRules.IsActionOrPageHandler(method, known) || handlers.Contain(method, context.CancellationToken);
    }

    private static void AnalyzeType(SymbolAnalysisContext context, KnownTypes known)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (Marks.Own(type, known.Cache).FirstOrDefault() is not { } defaults)
            return;

        bool isEndpoint = EndpointRules.IsController(type, known) || EndpointRules.IsPage(type, known);
        Settings.Check(type, () => isEndpoint, known, context.ReportDiagnostic);

        // The marked methods may be in derived classes.
        bool mayHaveDerived = type is { TypeKind: TypeKind.Class, IsAbstract: true, IsStatic: false };
        if (!isEndpoint && !mayHaveDerived && !type.GetMembers().OfType<IMethodSymbol>().Any(method => Marks.CacheOf(method, known) is not null))
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.IdleDefaults, AttributePlaces.Of(defaults, type), AttributePlaces.NameOf(defaults), type.Name));
    }

    // The tags of a type must fit each marked method without tags.
    private static void CheckInheritedTags(SymbolAnalysisContext context, IMethodSymbol method, Func<bool> isEndpoint, KnownTypes known)
    {
        if (Marks.Own(method, known.Cache).FirstOrDefault() is not { } own
            || own.Sets("Tags")
            || Marks.DefaultsOf(method.ContainingType, known) is not { } defaults)
        {
            return;
        }

        foreach (string? template in TagRules.TemplatesOf(defaults))
        {
            // A template that is invalid by itself is reported at its declaration.
            if (template is not null && TagTemplate.Parse(template).Error is null && TagRules.WhyWrong(template, method, known) is { } why && !isEndpoint())
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.TagTemplate, AttributePlaces.Of(own, method), template, why));
        }
    }
}
