using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether a tag template can be filled with the arguments of a method.
internal static class TagRules
{
    // Returns the fault, as the rest of a sentence that begins with the template, or null.
    public static string? WhyWrong(string? template, IMethodSymbol method, KnownTypes known)
    {
        if (template is null)
            return "is null";

        var parsed = TagTemplate.Parse(template);
        return parsed.Error ?? parsed.Names.Select(name => TagPath.Of(name, method, known).Error).FirstOrDefault(why => why is not null);
    }

    // Returns why a member in the tag of an endpoint is wrong. Names without a member are values of its route or query.
    public static string? WhyMemberIsWrong(string template, IMethodSymbol handler, KnownTypes known) => TagTemplate.Parse(template).Names
        .Where(name => name.Contains('.'))
        .Select(name => TagPath.Of(name, handler, known).Error)
        .FirstOrDefault(why => why is not null);

    // Returns the strings of an attribute's Tags.
    public static IEnumerable<string?> TemplatesOf(AttributeData attribute) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Tags").Value is { Kind: TypedConstantKind.Array, IsNull: false } tags
            ? tags.Values.Select(tag => tag.Value as string)
            : [];
}
