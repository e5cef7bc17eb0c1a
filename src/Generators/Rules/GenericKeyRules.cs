using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether a call of a generic function has a key. Its type arguments are known only at the call.
internal static class GenericKeyRules
{
    // Returns the first type parameter in the key whose argument has no text at run time. Null: there is none, or the call is itself
    // generic.
    public static (ITypeParameterSymbol Parameter, ITypeSymbol Argument, KeyFault Fault)? FaultOf(IMethodSymbol called, KnownTypes known)
    {
        IMethodSymbol method = called.ReducedFrom is { } reduced && called.TypeArguments.Length > 0 ? reduced.Construct([.. called.TypeArguments]) : called;
        if (!method.IsGenericMethod && !method.ContainingType.AllTypeArguments().Any())
            return null;

        IMethodSymbol definition = method.OriginalDefinition;
        IEnumerable<ITypeSymbol> written = definition.Parameters
            .Where(parameter => KeyRules.KindOf(parameter, known) != KeyKind.LeftOut)
            .Select(parameter => ElementRules.KeyTypeOf(parameter, known));
        if (!definition.IsStatic && ReceiverRules.RoleOf(definition.ContainingType, known) == ReceiverRole.Value)
            written = written.Append(definition.ContainingType);

        foreach (ITypeParameterSymbol parameter in written.SelectMany(type => KeyRules.ParametersIn(type, known)))
        {
            if (ArgumentOf(method, parameter) is { } argument && KeyRules.FaultInPlaceOfParameter(argument, known) is { } fault)
                return (parameter, argument, fault);
        }

        return null;
    }

    private static ITypeSymbol? ArgumentOf(IMethodSymbol method, ITypeParameterSymbol parameter)
    {
        if (parameter.TypeParameterKind == TypeParameterKind.Method)
            return method.TypeArguments.ElementAtOrDefault(parameter.Ordinal);

        for (INamedTypeSymbol? type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.TypeParameters.FirstOrDefault(own => SymbolEqualityComparer.Default.Equals(own.OriginalDefinition, parameter)) is { } found)
                return type.TypeArguments[found.Ordinal];
        }

        return null;
    }
}
