using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether the elements of a parameter can have entries of their own: [Cache(Each = "ids")].
internal static class ElementRules
{
    private static readonly string[] _settings = ["Each", "Shares", "MaxBatch", "RemembersAbsent"];

    // Whether the attribute has a setting that concerns elements only.
    public static bool Mentions(AttributeData cache) => _settings.Any(cache.Sets);

    public static bool IsSetting(string name) => _settings.Contains(name);

    public static bool IsElementWise(IMethodSymbol method, KnownTypes known) => Marks.CacheOf(method, known) is { } cache && Mentions(cache);

    // The parameter with the ids; null: there is none. An override may name it differently.
    public static IParameterSymbol? ParameterOf(IMethodSymbol method, KnownTypes known)
    {
        if (Marks.CacheOf(method, known)?.Named("Each") is not string name)
            return null;

        IMethodSymbol place = method.OriginalDefinition;
        while (Marks.Own(place, known.Cache).Length == 0 && place.OverriddenMethod is { } overridden)
            place = overridden.OriginalDefinition;
        return place.Parameters.FirstOrDefault(parameter => parameter.Name == name) is { } found ? method.Parameters[found.Ordinal] : null;
    }

    // The type of a parameter's value in the key of an entry: that of one id for the parameter with the ids.
    public static ITypeSymbol KeyTypeOf(IParameterSymbol parameter, KnownTypes known) =>
        parameter.ContainingSymbol is IMethodSymbol method
        && ParameterOf(method, known) is { } ids
        && ids.Ordinal == parameter.Ordinal
        && ElementTypes.IdOf(parameter.Type) is { } id
            ? id
            : parameter.Type;

    // The type of an entry's value.
    public static ITypeSymbol? ValueOf(IMethodSymbol method, KnownTypes known) =>
        ResultRules.ValueOf(method.ReturnType, known) is { } result && IsElementWise(method, known)
            ? ElementTypes.ValueOf(result) ?? result
            : ResultRules.ValueOf(method.ReturnType, known);

    // Returns why the elements cannot have entries, as the rest of a sentence that begins with the method, or null.
    public static string? WhyNot(IMethodSymbol method, KnownTypes known)
    {
        if (Marks.CacheOf(method, known) is not { } cache || !Mentions(cache))
            return null;
        if (cache.Named("Each") is not string name)
            return "has settings for elements, and Each names no parameter";
        if (ParameterOf(method, known) is not { } ids)
            return $"has no parameter '{name}'";
        if (ElementTypes.IdOf(ids.Type) is not { } id)
            return $"takes '{ids.Name}' as '{Display(ids.Type)}': make it an array, a List<T>, a HashSet<T>, or an interface that they have";
        if (KeyRules.KindOf(ids, known) == KeyKind.LeftOut)
            return $"leaves '{ids.Name}' out of its key";
        if (ResultRules.ShapeOf(method.ReturnType, known) is not (ResultShape.Task or ResultShape.ValueTask))
            return "is synchronous: return a Task or a ValueTask";
        if (cache.Named("MaxBatch") is < 0)
            return "has a negative MaxBatch: give the most ids of one call, or omit it";

        return WhyNot(ResultRules.ValueOf(method.ReturnType, known)!, id, cache);
    }

    private static string? WhyNot(ITypeSymbol result, ITypeSymbol id, AttributeData cache)
    {
        if (ElementTypes.ValueOf(result) is not { } value)
            return $"returns '{Display(result)}': return a dictionary by id, or an array or a list in the order of the ids";
        if (ElementTypes.KeyOf(result) is { } key && !SymbolEqualityComparer.Default.Equals(key, id))
            return $"returns a dictionary by '{Display(key)}', but its ids are of the type '{Display(id)}'";

        return cache.Named("RemembersAbsent") is true && !CanBeNull(value)
            ? $"remembers absent ids as null, and '{Display(value)}' can't be null: return '{Display(value)}?' for an id"
            : null;
    }

    private static bool CanBeNull(ITypeSymbol type) => type.IsReferenceType
        || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T;

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
