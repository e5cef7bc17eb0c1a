using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The methods marked [CacheKeyText] in the source and in referenced assemblies, and the types that they write.
internal sealed class TextMethods
{
    private readonly KnownTypes _known;
    private readonly Dictionary<ITypeSymbol, IMethodSymbol> _methods = new(SymbolEqualityComparer.Default);
    private readonly ITypeSymbol[] _open;

    public TextMethods(KnownTypes known)
    {
        _known = known;
        foreach (IMethodSymbol method in InSource().Concat(InReferences()).Where(method => WhyUnusable(method) is null))
        {
            if (!_methods.ContainsKey(method.Parameters[0].Type))
                _methods.Add(method.Parameters[0].Type, method);
        }

        _open = [.. _methods.Keys.Where(type => type.TypeKind == TypeKind.Interface || type.IsAbstract)];
    }

    // One method per type.
    public IEnumerable<IMethodSymbol> All => _methods.Values;

    // Follows the lookup of Core's TaughtTexts at run time.
    public bool Supports(ITypeSymbol type) => _methods.Count > 0
        && (_methods.ContainsKey(type) || _open.Any(open => type.AllInterfaces.Concat(type.BaseTypes()).Contains(open, SymbolEqualityComparer.Default)));

    // Returns the fault, as the rest of a sentence that begins with the method, or null.
    public string? WhyWrong(IMethodSymbol method)
    {
        if (WhyUnusable(method) is { } why)
            return why;

        IMethodSymbol used = _methods[method.Parameters[0].Type];
        return SymbolEqualityComparer.Default.Equals(used, method)
            ? null
            : $"writes '{Display(method.Parameters[0].Type)}', as {used.ContainingType.ToDisplayString()}.{used.Name} does: keep one";
    }

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    private string? WhyUnusable(IMethodSymbol method)
    {
        if (method is not { IsStatic: true, MethodKind: MethodKind.Ordinary, IsGenericMethod: false, ReturnsByRef: false, ReturnsByRefReadonly: false })
            return "is not a static method without type parameters";
        if (method.ReturnType.SpecialType != SpecialType.System_String || method.Parameters.Length != 1 || method.Parameters[0].RefKind != RefKind.None)
            return "does not take one value and return its text";
        if (method.ContainingType.AllTypeArguments().Any())
            return "is in a generic type";
        if (!_known.Compilation.IsSymbolAccessibleWithin(method, _known.Compilation.Assembly)
            || new[] { method.ContainingType, method.Parameters[0].Type }.Any(named => AccessRules.Unnameable(named, _known.Compilation) is not null))
            return "is not accessible to generated code: make it and its type internal or public";

        ITypeSymbol type = method.Parameters[0].Type;
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface)
            || type.SpecialType == SpecialType.System_Object
            || type.IsRefLikeType)
            return $"takes '{Display(type)}', which is not a class, a struct or an interface";

        return TextRules.IsBuiltIn(type, _known) ? $"takes '{Display(type)}', which already has a text" : null;
    }

    private IEnumerable<IMethodSymbol> InSource() =>
        from tree in _known.Compilation.SyntaxTrees
        from syntax in AttributedMethods.Of(tree, default).Texts
        let method = _known.Compilation.GetSemanticModel(tree).GetDeclaredSymbol(syntax) as IMethodSymbol
        where method is not null && method.Has(_known.CacheKeyText)
        select method;

    private IEnumerable<IMethodSymbol> InReferences() =>
        from pair in ReferencedMarks.WithAssemblies(_known.Compilation)
        from name in pair.Marks.TextTypes
        let type = pair.Assembly.GetTypeByMetadataName(name)
        where type is not null
        from method in type.GetMembers().OfType<IMethodSymbol>()
        where method.Has(_known.CacheKeyText)
        select method;
}
