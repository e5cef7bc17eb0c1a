using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Writes the name of a type into the key-writing code, as Core's TypeName writes it at run time. Type parameters are written by that code
// when it runs.
internal static class TypeText
{
    public static void Write(KeyCode code, ITypeSymbol type)
    {
        switch (type)
        {
            case ITypeParameterSymbol parameter:
                code.Statement($"text.Type(typeof({Code.Escape(parameter.Name)}));");
                break;
            case IArrayTypeSymbol array:
                Write(code, array.ElementType);
                code.Literal($"[{new string(',', array.Rank - 1)}]");
                break;
            case IDynamicTypeSymbol:
                code.Literal("System.Object");
                break;
            case INamedTypeSymbol named:
                WriteNamed(code, named.TupleUnderlyingType ?? named);
                break;
            default:
                code.Literal(type.ToDisplayString());
                break;
        }
    }

    public static void WriteArguments(KeyCode code, IEnumerable<ITypeSymbol> arguments)
    {
        string separator = "<";
        foreach (ITypeSymbol argument in arguments)
        {
            code.Literal(separator);
            Write(code, argument);
            separator = ",";
        }

        if (separator == ",")
            code.Literal(">");
    }

    private static void WriteNamed(KeyCode code, INamedTypeSymbol type)
    {
        code.Literal(type.FullName());
        WriteArguments(code, type.AllTypeArguments());
    }
}
