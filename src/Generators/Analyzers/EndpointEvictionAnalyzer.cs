using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CacheKit.Generators;

// Checks [CacheEvict] on the handlers that are passed to MapPut and similar calls, with the route of the call.
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EndpointEvictionAnalyzer : DiagnosticAnalyzer
{
    private static readonly Regex _routeName = new(@"\{\**([^{}:=?]+)", RegexOptions.CultureInvariant);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Descriptors.TagTemplate, Descriptors.EvictsNothing];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known && known.Find("CacheKit.VaryByAttribute") is not null)
                start.RegisterOperationAction(context => Analyze(context, known), OperationKind.Invocation);
        });
    }

    private static void Analyze(OperationAnalysisContext context, KnownTypes known)
    {
        if (EndpointChain.Of((IInvocationOperation)context.Operation, known) is not { } chain)
            return;

        IMethodSymbol? handler = chain.Handler switch
        {
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation reference => reference.Method,
            _ => null,
        };
        if (handler is null)
            return;

        foreach (AttributeData evict in Marks.Own(handler, known.CacheEvict))
        {
            CheckNames(context, chain, handler, evict, known);

            // Of a method, this is reported at its declaration.
            bool isMethod = handler.MethodKind == MethodKind.Ordinary;
            if (!isMethod && TargetRules.NameOf(evict) is null && evict.Named("Namespace") is not string && !TagRules.TemplatesOf(evict).Any())
                context.ReportDiagnostic(Diagnostic.Create(Descriptors.EvictsNothing, AttributePlaces.Of(evict, handler)));
        }
    }

    // Names with members are checked at the attribute.
    private static void CheckNames(OperationAnalysisContext context, EndpointChain chain, IMethodSymbol handler, AttributeData evict, KnownTypes known)
    {
        if (chain.WholeRoute is not { } route)
            return;

        HashSet<string> names = new(
            _routeName.Matches(route).Cast<Match>().Select(match => match.Groups[1].Value.Trim()).Concat(ParametersOf(handler, known)),
            StringComparer.OrdinalIgnoreCase);
        int index = 0;
        foreach (string? template in TagRules.TemplatesOf(evict))
        {
            if (template is not null && TagTemplate.Parse(template).Names.FirstOrDefault(name => !name.Contains('.') && !names.Contains(name)) is { } unknown)
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.TagTemplate,
                    AttributePlaces.OfItem(evict, "Tags", index, handler),
                    template,
                    $"names '{unknown}', which is neither in the route '{route}' nor a parameter of the handler"));
            }

            index++;
        }
    }

    // A parameter [AsParameters] stands for the members of its type, inherited ones included.
    private static IEnumerable<string> ParametersOf(IMethodSymbol handler, KnownTypes known) => handler.Parameters.SelectMany(parameter =>
        parameter.Has(known.Find("Microsoft.AspNetCore.Http.AsParametersAttribute"))
            ? parameter.Type.BaseTypes().Prepend(parameter.Type).SelectMany(type => type.GetMembers()).Select(member => member.Name)
                .Append(parameter.Name)
            : [parameter.Name]);
}
