using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

internal static class PointerRules
{
    // Whether a type is or contains a pointer, so that only unsafe code can name it.
    public static bool HoldsPointer(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => HoldsPointer(array.ElementType),
        INamedTypeSymbol named => named.AllTypeArguments().Any(HoldsPointer),
        _ => false,
    };
}
