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

    // A struct or a record is determined by its members.
    private static bool IsValue(INamedTypeSymbol type) => type.IsValueType || (RecordRules.IsRecord(type) && RecordRules.HoldsState(type));
}
