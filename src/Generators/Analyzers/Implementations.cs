using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which members of interfaces a method implements.
internal static class Implementations
{
    public static IEnumerable<IMethodSymbol> MembersOf(IMethodSymbol method)
    {
        if (method.ExplicitInterfaceImplementations.Length > 0)
            return method.ExplicitInterfaceImplementations;
        if (method.ContainingType.TypeKind == TypeKind.Interface)
            return [];

        return from type in method.ContainingType.AllInterfaces
               from member in type.GetMembers(method.Name).OfType<IMethodSymbol>()
               where SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(member), method)
               select member;
    }
}
