using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Names the kind of a method that is not an ordinary one.
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
