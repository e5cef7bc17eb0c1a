using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Finds the members of interfaces and base classes that a method implements.
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

    // Returns the members through which a call may reach the method.
    public static IEnumerable<IMethodSymbol> NamedInsteadOf(IMethodSymbol method) =>
        method.OverriddenMethod is { } overridden ? MembersOf(method).Append(overridden) : MembersOf(method);

    // Whether the calls are in code that is not woven: in another assembly, or through an interface that is implemented once per message
    // type, such as IHandler<TMessage, TResult> with its single method Handle(TMessage).
    public static bool IsCalledByOthers(IMethodSymbol member)
    {
        IMethodSymbol declared = member.OriginalDefinition;
        if (declared.DeclaringSyntaxReferences.IsEmpty)
            return true;

        return declared.ContainingType is { TypeKind: TypeKind.Interface, IsGenericType: true } type
            && type.GetMembers().OfType<IMethodSymbol>().Count() == 1
            && declared.Parameters.FirstOrDefault()?.Type is ITypeParameterSymbol { TypeParameterKind: TypeParameterKind.Type }
            && member.Parameters[0].Type is INamedTypeSymbol { DeclaringSyntaxReferences.IsEmpty: false };
    }
}
