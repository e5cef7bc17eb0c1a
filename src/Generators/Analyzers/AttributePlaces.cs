using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// Where an attribute and its arguments stand in the source.
internal static class AttributePlaces
{
    public static Location Of(AttributeData attribute, ISymbol marked) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? marked.Locations[0];

    // Of the value of a property, or of the constructor's parameter of that name.
    public static Location OfArgument(AttributeData attribute, string name, ISymbol marked)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax() is not AttributeSyntax { ArgumentList.Arguments: var arguments })
            return Of(attribute, marked);

        AttributeArgumentSyntax? argument =
            arguments.FirstOrDefault(argument => string.Equals(NameOf(argument), name, StringComparison.OrdinalIgnoreCase))
            ?? arguments.Where(argument => NameOf(argument) is null).ElementAtOrDefault(PositionOf(attribute, name));
        return argument?.Expression.GetLocation() ?? Of(attribute, marked);
    }

    // Of one string of an array of them.
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

    // As it is written: Cache, CacheOneHour.
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
        int position = attribute.AttributeConstructor?.Parameters.ToList().FindIndex(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase)) ?? -1;
        return position < 0 ? int.MaxValue : position;
    }
}
