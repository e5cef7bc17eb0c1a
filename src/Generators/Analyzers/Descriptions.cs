using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// What a method is that is no ordinary one.
internal static class Descriptions
{
    public static string Of(IMethodSymbol method) => method switch
    {
        { AssociatedSymbol: not null } => "an accessor",
        { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => "an operator",
        { MethodKind: MethodKind.Destructor } => "a finalizer",
        { ContainingType.TypeKind: TypeKind.Interface } => "a static abstract method",
        { MethodKind: MethodKind.Ordinary } => "a method of an extension block",
        _ => $"'{method.Name}'",
    };
}
