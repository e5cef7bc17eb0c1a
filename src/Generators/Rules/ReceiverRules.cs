using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

internal static class ReceiverRules
{
    public static ReceiverRole RoleOf(INamedTypeSymbol type, KnownTypes known)
    {
        if (IsValue(type))
            return ReceiverRole.Value;

        return type.IsSealed && !type.IsOrInherits(known.CacheKey) ? ReceiverRole.LeftOut : ReceiverRole.Class;
    }

    // Whether the members of the receiver are part of the key of a cached method.
    public static bool IsInKey(IMethodSymbol method, KnownTypes known) =>
        !method.IsStatic && Marks.CacheOf(method, known) is not null && RoleOf(method.ContainingType, known) == ReceiverRole.Value;

    // Whether an eviction is awaited before the call of a struct, which generated code can't pass by reference across an await.
    public static bool EvictsBeforeStruct(IMethodSymbol method, KnownTypes known) =>
        !method.IsStatic
        && method.ContainingType.IsValueType
        && KeyBuilderRules.CanAwait(method, known)
        && Marks.EvictsOf(method, known).Any(evict => evict.Named("Before") is true);

    // A struct or a record is determined by its members.
    private static bool IsValue(INamedTypeSymbol type) => type.IsValueType || (RecordRules.IsRecord(type) && RecordRules.HoldsState(type));
}
