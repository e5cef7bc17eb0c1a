using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Finds the source locations of an attribute and its arguments.
internal static class AttributePlaces
{
    public static Location Of(AttributeData attribute, ISymbol marked) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? marked.Locations[0];

    // Returns the location of a property's value, or of the constructor argument of that name.
    public static Location OfArgument(AttributeData attribute, string name, ISymbol marked)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList.Arguments: var arguments })
            return Of(attribute, marked);

        AttributeArgumentSyntax? argument =
            arguments.FirstOrDefault(argument => string.Equals(NameOf(argument), name, StringComparison.OrdinalIgnoreCase))
            ?? arguments.Where(argument => NameOf(argument) is null).ElementAtOrDefault(PositionOf(attribute, name));
        return argument?.Expression.GetLocation() ?? Of(attribute, marked);
    }

    // Returns the location of one string in an array argument.
    public static Location OfItem(AttributeData attribute, string name, int index, ISymbol marked)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList.Arguments: var arguments })
            return Of(attribute, marked);

        IEnumerable<SyntaxNode> items = arguments.FirstOrDefault(argument => NameOf(argument) == name)?.Expression switch
        {
            CollectionExpressionSyntax collection => collection.Elements,
            ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions,
            ImplicitArrayCreationExpressionSyntax { Initializer: var initializer } => initializer.Expressions,
            _ => [],
        };
        return items.ElementAtOrDefault(index)?.GetLocation() ?? OfArgument(attribute, name, marked);
    }

    // Returns the name as written: Cache, CacheOneHour.
    public static string NameOf(AttributeData attribute)
    {
        const string suffix = "Attribute";
        string name = attribute.AttributeClass?.Name ?? "";
        return name.EndsWith(suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - suffix.Length) : name;
    }

    private static string? NameOf(AttributeArgumentSyntax argument) =>
        (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText;

    private static int PositionOf(AttributeData attribute, string name)
    {
        int position = attribute.AttributeConstructor?.Parameters.ToList()
            .FindIndex(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)) ?? -1;
        return position < 0 ? int.MaxValue : position;
    }
}
