using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether generated code can name everything that a woven method needs there.
internal static class NamingRules
{
    // Returns the first obstacle, or null.
    public static Obstacle? ObstacleOf(IMethodSymbol method, KnownTypes known)
    {
        method = method.OriginalDefinition;
        ISymbol? unnameable = NamedTypes(method, known).Select(type => AccessRules.Unnameable(type, known.Compilation))
            .Concat<ISymbol?>(CreatedAttributes(method, known).Select(attribute => UnnameableIn(attribute, known.Compilation)))
            .FirstOrDefault(symbol => symbol is not null);
        return unnameable is null ? HiddenTypeParameter(method) : new Obstacle(ObstacleKind.Unnameable, unnameable, RemedyOf(unnameable, known.Compilation));
    }

    public static IEnumerable<ITypeSymbol> NamedTypes(IMethodSymbol method, KnownTypes known)
    {
        IEnumerable<ITypeSymbol> signature = new[] { method.ContainingType, method.ReturnType }
            .Concat(method.Parameters.Select(parameter => parameter.Type))
            .Concat(TypeParameters(method).SelectMany(parameter => parameter.ConstraintTypes));
        return Marks.CacheOf(method, known) is null ? signature : signature.Concat(ServiceKeys(method, known).SelectMany(TypesIn));
    }

    // The type parameters of the containing types come first, the outermost at the start.
    private static IEnumerable<ITypeParameterSymbol> TypeParameters(IMethodSymbol method) =>
        method.ContainingType.AllTypeArguments().OfType<ITypeParameterSymbol>().Concat(method.TypeParameters);

    // The attributes of a cached method that generated code creates.
    public static IEnumerable<AttributeData> CreatedAttributes(IMethodSymbol method, KnownTypes known) =>
        Marks.CacheOf(method, known) is { } cache
            ? new[] { cache, Marks.DefaultsOf(method.ContainingType, known) }.OfType<AttributeData>()
            : [];

    private static ISymbol? UnnameableIn(AttributeData attribute, Compilation compilation)
    {
        IEnumerable<TypedConstant> arguments = attribute.ConstructorArguments
            .Concat(attribute.NamedArguments.Select(argument => argument.Value));
        ITypeSymbol? type = arguments.SelectMany(TypesIn).Prepend(attribute.AttributeClass!)
            .Select(type => AccessRules.Unnameable(type, compilation))
            .FirstOrDefault(type => type is not null);
        if (type is not null)
            return type;

        return attribute.AttributeConstructor is { } constructor && !compilation.IsSymbolAccessibleWithin(constructor, compilation.Assembly)
            ? constructor
            : null;
    }

    private static IEnumerable<TypedConstant> ServiceKeys(IMethodSymbol method, KnownTypes known) => method.Parameters
        .Where(parameter => KeyRules.KindOf(parameter, known) == KeyKind.LeftOut)
        .Select(parameter => BackgroundRules.ServiceKeyOf(parameter, known))
        .OfType<TypedConstant>();

    // The types that an argument of an attribute names where generated code writes it.
    public static IEnumerable<ITypeSymbol> TypesIn(TypedConstant argument) => argument switch
    {
        { IsNull: true } => [],
        { Kind: TypedConstantKind.Array } => argument.Values.SelectMany(TypesIn).Prepend(argument.Type!),
        { Kind: TypedConstantKind.Type, Value: ITypeSymbol type } => [type],
        { Kind: TypedConstantKind.Enum } => [argument.Type!],
        _ => [],
    };

    private static string RemedyOf(ISymbol unnameable, Compilation compilation) =>
        AccessRules.HasOnlyAlias(unnameable.ContainingAssembly, compilation)
            ? $"add the alias 'global' to the reference of '{unnameable.ContainingAssembly.Name}'"
            : "";

    // Generated code declares all type parameters in one list.
    private static Obstacle? HiddenTypeParameter(IMethodSymbol method) => TypeParameters(method).GroupBy(parameter => parameter.Name)
        .Where(alike => alike.Count() > 1)
        .Select(alike => new Obstacle(
            ObstacleKind.Unnameable,
            alike.First(),
            $"a type parameter of '{alike.Last().ContainingSymbol.Name}' hides that of '{alike.First().ContainingSymbol.Name}'"))
        .FirstOrDefault();
}
