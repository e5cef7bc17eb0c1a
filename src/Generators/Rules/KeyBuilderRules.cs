using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether the key of a cached method must be awaited, and where that is possible.
internal static class KeyBuilderRules
{
    // Returns the asynchronous key builder that the attribute of the method, or of its type, names; null: there is none. A class that is an
    // IKeyBuilder too is used as one.
    public static INamedTypeSymbol? AsynchronousOf(IMethodSymbol method, KnownTypes known) =>
        AttributeOf(method, known)?.Named("KeyBuilder") is INamedTypeSymbol type
        && type.IsOrInherits(known.Find("CacheKit.IAsyncKeyBuilder"))
        && !type.IsOrInherits(known.Find("CacheKit.IKeyBuilder"))
            ? type
            : null;

    // The attribute that sets the key builder of a cached method; null: none does.
    public static AttributeData? AttributeOf(IMethodSymbol method, KnownTypes known) => Marks.CacheOf(method, known) is { } own
        ? new[] { own, Marks.DefaultsOf(method.ContainingType, known) }.FirstOrDefault(attribute => attribute?.Sets("KeyBuilder") == true)
        : null;

    // Whether the method returns a task, with or without a result.
    public static bool CanAwait(IMethodSymbol method, KnownTypes known) =>
        ResultRules.ShapeOf(method.ReturnType, known) != ResultShape.Value && !method.ReturnsVoid;
}
