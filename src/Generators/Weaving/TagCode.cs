using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Creates the expressions that fill tag templates. The analyzers report invalid templates.
internal static class TagCode
{
    public static IEnumerable<string> Expressions(
        IEnumerable<AttributeData> attributes, IMethodSymbol method, Func<string, string> argument, KnownTypes known) =>
        from attribute in attributes
        from template in TagRules.TemplatesOf(attribute)
        where TagRules.WhyWrong(template, method, known) is null
        select Expression(TagTemplate.Parse(template!), method, argument, known);

    public static IEnumerable<ISymbol> MembersRead(IMethodSymbol method, KnownTypes known) =>
        from attribute in NamingRules.CreatedAttributes(method, known).Concat(Marks.EvictsOf(method, known))
        from template in TagRules.TemplatesOf(attribute)
        where TagRules.WhyWrong(template, method, known) is null
        from name in TagTemplate.Parse(template!).Names
        from member in TagPath.Of(name, method, known).Members
        select member;

    private static string Expression(TagTemplate template, IMethodSymbol method, Func<string, string> argument, KnownTypes known)
    {
        string[] parts = [.. template.Parts.Select(part => part.IsName ? $"global::CacheKit.Weaving.TagText.Of({ValueOf(part.Text)})" : Code.Text(part.Text))];
        return parts.Length == 1 ? parts[0] : $"string.Concat([{string.Join(", ", parts)}])";

        string ValueOf(string name)
        {
            var path = TagPath.Of(name, method, known);
            return Value(path, argument(path.Parameter.Name), known);
        }
    }

    // A null along the path yields an empty text.
    public static string Value(TagPath path, string argument, KnownTypes known)
    {
        string code = argument;
        ITypeSymbol type = ElementRules.KeyTypeOf(path.Parameter, known);
        foreach (ISymbol member in path.Members)
        {
            bool canBeNull = !type.IsValueType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;
            code += $"{(canBeNull ? "?." : ".")}{Code.Escape(member.Name)}";
            type = RecordRules.TypeOf(member);
        }

        return code;
    }
}
