using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators;

// Writes names, types and constants so that they cannot bind to the user's own declarations.
internal static class Code
{
    private static readonly SymbolDisplayFormat _annotated = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Type(ITypeSymbol type) => Display(type, _annotated);

    // Without nullable annotations, which typeof does not accept.
    public static string TypeOf(ITypeSymbol type) => $"typeof({Display(type, SymbolDisplayFormat.FullyQualifiedFormat)})";

    public static bool HasDynamic(ITypeSymbol type) => type.ToDisplayParts(_annotated).Any(IsDynamic);

    public static string Text(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static string Generics(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? $"<{list}>" : "";

    // One namespace per assembly, since two assemblies with InternalsVisibleTo may call the same method.
    public static string NamespaceOf(string assembly) =>
        "CacheKit.Generated." + string.Concat(assembly.Select(c => char.IsLetterOrDigit(c) ? c : '_').Prepend('_'));

    // Returns a name that none of the method's parameters has.
    public static string Free(string name, IMethodSymbol method)
    {
        while (method.Parameters.Any(parameter => parameter.Name == name))
            name += "1";
        return name;
    }

    // Returns the creation expression of an attribute as in the source, without some of its named arguments.
    public static string Creation(AttributeData attribute, Func<string, bool> isLeftOut)
    {
        string arguments = string.Join(", ", Arguments(attribute));
        string[] named = [.. attribute.NamedArguments
            .Where(argument => !isLeftOut(argument.Key))
            .Select(argument => $"{Escape(argument.Key)} = {Constant(argument.Value)}")];
        return $"new {Type(attribute.AttributeClass!)}({arguments})" + (named.Length > 0 ? $" {{ {string.Join(", ", named)} }}" : "");
    }

    // Returns an attribute as in the source.
    public static string Attribute(AttributeData attribute)
    {
        IEnumerable<string> named = attribute.NamedArguments.Select(argument => $"{Escape(argument.Key)} = {Constant(argument.Value)}");
        return $"[{Type(attribute.AttributeClass!)}({string.Join(", ", Arguments(attribute).Concat(named))})]";
    }

    // dynamic is written as object, since it is not allowed as a type argument of an interface. The format escapes no contextual keywords.
    private static string Display(ITypeSymbol type, SymbolDisplayFormat format) => string.Concat(
        type.ToDisplayParts(format).Select(part => IsDynamic(part) ? "object"
            : part.Kind == SymbolDisplayPartKind.TypeParameterName ? Escape(part.ToString())
            : part.ToString()));

    private static bool IsDynamic(SymbolDisplayPart part) => part.Kind == SymbolDisplayPartKind.Keyword && part.ToString() == "dynamic";

    // All arguments with their types choose among several constructors the one that the source calls.
    private static IEnumerable<string> Arguments(AttributeData attribute) => attribute.AttributeClass!.InstanceConstructors.Length > 1
        ? attribute.ConstructorArguments.Select(argument => (argument.IsNull ? $"({Type(argument.Type!)})" : "") + Constant(argument))
        : attribute.ConstructorArguments.Take(PassedTo(attribute)).Select(Constant);

    // Returns how many constructor arguments to write: trailing defaults are omitted.
    private static int PassedTo(AttributeData attribute)
    {
        int count = attribute.ConstructorArguments.Length;
        while (count > 0 && attribute.AttributeConstructor!.Parameters[count - 1] is { HasExplicitDefaultValue: true } parameter
            && attribute.ConstructorArguments[count - 1] is { Kind: TypedConstantKind.Primitive } argument
                && Equals(argument.Value, parameter.ExplicitDefaultValue))
        {
            count--;
        }

        return count;
    }

    public static string Constant(TypedConstant constant) => constant switch
    {
        { IsNull: true } => "null",
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => TypeOf(type),
        { Kind: TypedConstantKind.Array } => $"new {Type(constant.Type!)} {{ {string.Join(", ", constant.Values.Select(Constant))} }}",
        { Kind: TypedConstantKind.Enum } => $"({Type(constant.Type!)})({Plain(constant.Value!)})",
        _ => Literal(constant.Value!),
    };

    // Of the type that the value has, which chooses the overload of a constructor, and which an object keeps.
    private static string Literal(object value) => value switch
    {
        float number when float.IsNaN(number) || float.IsInfinity(number) => $"float.{NameOf(number)}",
        double number when double.IsNaN(number) || double.IsInfinity(number) => $"double.{NameOf(number)}",
        float => Plain(value) + "F",
        double => Plain(value) + "D",
        uint => Plain(value) + "U",
        long => Plain(value) + "L",
        ulong => Plain(value) + "UL",
        byte => $"(byte){Plain(value)}",
        ushort => $"(ushort){Plain(value)}",
        sbyte => $"(sbyte)({Plain(value)})",
        short => $"(short)({Plain(value)})",
        _ => Plain(value),
    };

    private static string Plain(object value) => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!;

    private static string NameOf(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "PositiveInfinity" : "NegativeInfinity";
}
