using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators;

// How names, types and constants are written in generated code, so that nothing of the user's can be meant instead.
internal static class Code
{
    private static readonly SymbolDisplayFormat _annotated = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    public static string Type(ITypeSymbol type) => Display(type, _annotated);

    // Without annotations, which typeof does not take.
    public static string TypeOf(ITypeSymbol type) => $"typeof({Display(type, SymbolDisplayFormat.FullyQualifiedFormat)})";

    public static string Text(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static string Generics(IEnumerable<string> names) => string.Join(", ", names) is { Length: > 0 } list ? $"<{list}>" : "";

    // By assembly, as two that see each other's internals may call the same method.
    public static string NamespaceOf(string assembly) => "CacheKit.Generated." + string.Concat(assembly.Select(c => char.IsLetterOrDigit(c) ? c : '_').Prepend('_'));

    // A name that no other of a method's parameters has.
    public static string Free(string name, IMethodSymbol method)
    {
        while (method.Parameters.Any(parameter => parameter.Name == name))
            name += "1";
        return name;
    }

    // The creation of an attribute as it stands in the source, without the named arguments that are left out.
    public static string Creation(AttributeData attribute, string leftOut)
    {
        string arguments = string.Join(", ", attribute.ConstructorArguments.Take(PassedTo(attribute)).Select(Constant));
        string[] named = [.. attribute.NamedArguments.Where(argument => argument.Key != leftOut).Select(argument => $"{Escape(argument.Key)} = {Constant(argument.Value)}")];
        return $"new {Type(attribute.AttributeClass!)}({arguments})" + (named.Length > 0 ? $" {{ {string.Join(", ", named)} }}" : "");
    }

    // A dynamic is an object, and no type argument of an interface.
    private static string Display(ITypeSymbol type, SymbolDisplayFormat format) => string.Concat(
        type.ToDisplayParts(format).Select(part => part.Kind == SymbolDisplayPartKind.Keyword && part.ToString() == "dynamic" ? "object" : part.ToString()));

    // How many arguments its constructor needs: those at the end are left out that it takes by itself.
    private static int PassedTo(AttributeData attribute)
    {
        int count = attribute.ConstructorArguments.Length;
        while (count > 0 && attribute.AttributeConstructor!.Parameters[count - 1] is { HasExplicitDefaultValue: true } parameter
            && attribute.ConstructorArguments[count - 1] is { Kind: TypedConstantKind.Primitive } argument && Equals(argument.Value, parameter.ExplicitDefaultValue))
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
        { Kind: TypedConstantKind.Enum } => $"({Type(constant.Type!)})({Primitive(constant.Value!)})",
        _ => Primitive(constant.Value!),
    };

    private static string Primitive(object value) => value switch
    {
        float number when float.IsNaN(number) || float.IsInfinity(number) => $"float.{NameOf(number)}",
        double number when double.IsNaN(number) || double.IsInfinity(number) => $"double.{NameOf(number)}",
        _ => SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)!,
    };

    private static string NameOf(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "PositiveInfinity" : "NegativeInfinity";
}
