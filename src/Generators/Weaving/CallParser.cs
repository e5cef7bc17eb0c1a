using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Parses a call in the source into a model; null for a call that is not ours.
internal static class CallParser
{
    public static CallModel? Parse(GeneratorSyntaxContext context, CancellationToken cancellationToken)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (!MarkedNames.Of(context.SemanticModel.Compilation, cancellationToken).Contains(CallSyntax.NameOf(call)!.Identifier.ValueText))
            return null;

        SemanticModel model = CallBinding.ModelOf(context.SemanticModel);
        if (KnownTypes.Of(model.Compilation) is not { } known || model.GetSymbolInfo(call, cancellationToken).Symbol is not IMethodSymbol symbol)
            return null;
        if (IsLateBound(call, model, cancellationToken)
            || CallSyntax.IsInExpressionTree(call, model, known.Find("System.Linq.Expressions.Expression"), cancellationToken)
            || CallSyntax.OpenReceiverOf(call, symbol, model, cancellationToken) is not null)
            return null;

        IMethodSymbol method = (symbol.ReducedFrom ?? symbol).OriginalDefinition;
        if (DelegateRules.IsCached(method, known))
            return ParseDelegate(call, context.SemanticModel, known, cancellationToken);
        if (!Weavability.IsWoven(method, known) || Weavability.RefStructIn(symbol) is not null)
            return null;
        if (Marks.CacheOf(method, known) is not null)
            return ParseFunction(call, model, method, known, cancellationToken);

        var targets = new List<FunctionModel>();
        EffectModel effect = EffectParser.Parse(method, known, targets);
        return At(call, model, cancellationToken, effect: effect, targets: targets);
    }

    private static CallModel? ParseFunction(
        InvocationExpressionSyntax call, SemanticModel model, IMethodSymbol method, KnownTypes known, CancellationToken cancellationToken)
    {
        FunctionModel function = FunctionParser.Parse(method, known);
        bool isEntry = function.Elements is null && IsInFor(call, model, known, cancellationToken);
        return At(call, model, cancellationToken, function, targets: function.Elements?.Target is { } target ? [target] : null, isEntry: isEntry);
    }

    // The delegate type is inferred, including its nullable annotations.
    private static CallModel? ParseDelegate(InvocationExpressionSyntax call, SemanticModel model, KnownTypes known, CancellationToken cancellationToken) =>
        model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol symbol && DelegateParser.Parse(symbol, known) is { } @delegate
            ? At(call, model, cancellationToken, @delegate: @delegate)
            : null;

    // With a dynamic argument, the method is chosen at run time.
    private static bool IsLateBound(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetTypeInfo(call, cancellationToken).Type is IDynamicTypeSymbol
        && call.ArgumentList.Arguments.Any(argument => model.GetTypeInfo(argument.Expression, cancellationToken).Type is IDynamicTypeSymbol);

    // Whether the call is in the lambda of CacheManager.For, which needs the entry of the call instead of its result.
    private static bool IsInFor(InvocationExpressionSyntax call, SemanticModel model, KnownTypes known, CancellationToken cancellationToken) =>
        CallSyntax.PassedTo(call) is { } outer
        && CallSyntax.NameOf(outer)?.Identifier.ValueText == "For"
        && model.GetSymbolInfo(outer, cancellationToken).Symbol is IMethodSymbol { ContainingType: { } type }
        && type.Is(known.Find("CacheKit.CacheManager"));

    private static CallModel? At(
        InvocationExpressionSyntax call,
        SemanticModel model,
        CancellationToken cancellationToken,
        FunctionModel? function = null,
        EffectModel? effect = null,
        DelegateModel? @delegate = null,
        List<FunctionModel>? targets = null,
        bool isEntry = false)
    {
        if (model.GetInterceptableLocation(call, cancellationToken) is not { } location)
            return null;

        FileLinePositionSpan place = CallSyntax.NameOf(call)!.GetLocation().GetLineSpan();
        return new CallModel(
            location.GetInterceptsLocationAttributeSyntax(),
            $"{Path.GetFileName(place.Path)}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1})",
            isEntry,
            function,
            effect,
            @delegate,
            new(targets ?? []));
    }
}
