using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators;

// The text between the braces of a tag: a parameter, or a member of one at any depth: "message.Article.Slug".
internal sealed class TagPath
{
    private TagPath(IParameterSymbol? parameter, IReadOnlyList<ISymbol> members, string? error)
    {
        Parameter = parameter!;
        Members = members;
        Error = error;
    }

    public IParameterSymbol Parameter { get; }

    public IReadOnlyList<ISymbol> Members { get; }

    // The fault, as the rest of a sentence that begins with the template, or null.
    public string? Error { get; }

    public static TagPath Of(string name, IMethodSymbol method, KnownTypes known)
    {
        string[] steps = [.. name.Split('.').Select(step => step.Trim())];
        if (!steps.All(SyntaxFacts.IsValidIdentifier))
            return Wrong($"has '{name}' in braces, which is not a valid parameter name");
        if (method.Parameters.FirstOrDefault(parameter => parameter.Name == steps[0]) is not { } parameter)
            return Wrong($"names '{steps[0]}', but {NameOf(method)} has no parameter of that name");

        var members = new List<ISymbol>();
        ITypeSymbol type = ElementRules.KeyTypeOf(parameter, known);
        foreach (string step in steps.Skip(1))
        {
            ISymbol[] all = [.. MembersOf(type.WithoutNullable(), known)];
            if (all.FirstOrDefault(member => member.Name == step) is not { } found)
                return Wrong($"names '{step}', but '{Display(type)}' has no property or field of that name{ThereAre(all)}");

            members.Add(found);
            type = RecordRules.TypeOf(found);
        }

        bool isOpen = members.Count > 0 && type is ITypeParameterSymbol { IsReferenceType: false, IsValueType: false };
        return known.IsService(type) || KeyRules.KindOf(type, known) == KeyKind.None || isOpen
            ? Wrong($"names '{name}' of the type '{Display(type)}', which has no text")
            : new TagPath(parameter, members, null);
    }

    private static string NameOf(IMethodSymbol method) => method.Name.Length > 0 ? method.Name : "the lambda";

    private static TagPath Wrong(string error) => new(null, [], error);

    private static IEnumerable<ISymbol> MembersOf(ITypeSymbol type, KnownTypes known) =>
        from place in Places(type)
        from member in place.GetMembers()
        where !member.IsStatic && member is IFieldSymbol { IsImplicitlyDeclared: false } or IPropertySymbol { IsIndexer: false, GetMethod: not null }
        where known.Compilation.IsSymbolAccessibleWithin(member is IPropertySymbol property ? property.GetMethod! : member, known.Compilation.Assembly)
        select member;

    private static IEnumerable<ITypeSymbol> Places(ITypeSymbol type) => type is ITypeParameterSymbol parameter
        ? parameter.ConstraintTypes.SelectMany(Places)
        : type.BaseTypes().Prepend(type).Concat(type.TypeKind == TypeKind.Interface ? type.AllInterfaces : []);

    private static string ThereAre(ISymbol[] members) =>
        members.Length == 0
            ? ""
            : $": it has {string.Join(", ", members.Select(member => member.Name).Distinct().OrderBy(name => name, StringComparer.Ordinal))}";

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
