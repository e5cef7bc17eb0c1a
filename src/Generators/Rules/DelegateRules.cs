using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether Cached can be called on a delegate.
internal static class DelegateRules
{
    public const string NotKnown = "must be a closed delegate type at the call of Cached";

    public static bool IsCached(IMethodSymbol method, KnownTypes known) =>
        method.Name == "Cached" && method.ContainingType.Is(known.Find("CacheKit.CachedDelegates"));

    // Returns why calls of a delegate type cannot be woven, as the rest of a sentence that begins with the type, or null.
    public static string? WhyNotWoven(INamedTypeSymbol type, KnownTypes known)
    {
        IMethodSymbol invoke = type.DelegateInvokeMethod!;
        if (HasTypeParameter(type))
            return NotKnown;
        if (AccessRules.Unnameable(type, known.Compilation) is { } unnameable)
            return $"names {unnameable.ToDisplayString()}, which generated code can't: make it internal";
        if (invoke.ReturnsByRef || invoke.ReturnsByRefReadonly)
            return "returns by reference";
        if (invoke.Parameters.FirstOrDefault(parameter => parameter.RefKind != RefKind.None
            || parameter.Type.IsRefLikeType
            || PointerRules.HoldsPointer(parameter.Type)) is { } reference)
            return $"takes '{reference.Name}' by reference";
        if (invoke.Parameters.FirstOrDefault(parameter => KeyRules.KindOf(parameter, known) == KeyKind.None) is { } keyless)
        {
            string typeName = keyless.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
            return $"takes '{keyless.Name}', a {typeName}, {KeyRules.FaultOf(keyless.Type, known)!.Sentence}";
        }

        if (ResultRules.ShapeOf(invoke.ReturnType, known) == ResultShape.Nothing)
            return "returns nothing to cache";

        return ResultRules.WhyNotCached(invoke, known) is { } why ? $"returns what {why}" : null;
    }

    public static bool HasTypeParameter(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => HasTypeParameter(array.ElementType),
        INamedTypeSymbol named => named.AllTypeArguments().Any(HasTypeParameter),
        _ => false,
    };
}
