using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Whether the elements of a function can be the entries of a cached function for one id: [Cache(Each = "ids", Shares = "FindAsync")].
internal static class SharingRules
{
    public static string? NameOf(AttributeData cache) => cache.Named("Shares") as string;

    // The cached function; null: there is none, or it does not fit.
    public static IMethodSymbol? TargetOf(IMethodSymbol method, KnownTypes known) => Find(method, known).Methods.FirstOrDefault();

    public static Target Find(IMethodSymbol method, KnownTypes known)
    {
        if (Marks.CacheOf(method, known) is not { } cache || NameOf(cache) is not { } name || ElementRules.ParameterOf(method, known) is not { } ids)
            return new Target([]);

        IMethodSymbol[] named = [.. TargetRules.MethodsOf(method.ContainingType, name)];
        if (named.Length == 0)
            return Target.Wrong(TargetFault.Missing, $"{method.ContainingType.Name} has no method of that name");

        IMethodSymbol[] cached = [.. named.Where(other => Marks.CacheOf(other, known) is not null && !ElementRules.IsElementWise(other, known))];
        if (cached.Length == 0)
            return Target.Wrong(TargetFault.Missing, "it is not cached by one key: mark it [Cache]");
        if (SettingOf(cache) is { } setting)
            return Target.Wrong(TargetFault.Mismatch, $"the entries have the settings of '{name}'. Remove {setting}");

        var fits = cached.Select(other => (Method: other, Why: WhyNot(other, method, ids, known))).ToList();
        return fits.FirstOrDefault(fit => fit.Why is null).Method is { } fitting ? new Target([fitting]) : Target.Wrong(TargetFault.Mismatch, fits[0].Why!);
    }

    // The parameter of the cached function that one id is passed to; null: there is none, or there are several.
    public static IParameterSymbol? IdOf(IMethodSymbol target, IMethodSymbol method, KnownTypes known)
    {
        IParameterSymbol[] own = [.. KeyParametersOf(target, known).Where(parameter => SameIn(method, parameter, known) is null)];
        return own.Length == 1 ? own[0] : null;
    }

    // Returns a setting that the entries cannot have, or null.
    private static string? SettingOf(AttributeData cache)
    {
        if (cache.AttributeClass is not { Name: "CacheAttribute" } || cache.ConstructorArguments.Any(argument => argument.Single() is not int.MinValue))
            return "the expiration";

        return cache.NamedArguments.Select(argument => argument.Key).FirstOrDefault(name => !ElementRules.IsSetting(name)) is { } setting
            ? $"'{setting}'"
            : null;
    }

    private static string? WhyNot(IMethodSymbol cached, IMethodSymbol method, IParameterSymbol ids, KnownTypes known)
    {
        if (!Weavability.IsWoven(cached, known))
            return "it can't be cached";
        if (cached.IsStatic != method.IsStatic)
            return "one of them is static and the other is not";
        if (cached.Arity != method.Arity)
            return $"it has {cached.Arity} type parameters, and {method.Name} has {method.Arity}";
        if (Marks.CacheNameOf(cached, known) != Marks.CacheNameOf(method, known))
            return "it is in another cache: give both the same [CacheName]";

        IMethodSymbol target = cached.IsGenericMethod ? cached.Construct([.. method.TypeParameters]) : cached;
        if (IdOf(target, method, known) is not { } id)
            return $"one parameter of it must be an id, and all others must be those of {method.Name}";
        if (!SymbolEqualityComparer.Default.Equals(id.Type, ElementTypes.IdOf(ids.Type)))
            return $"its '{id.Name}' is of the type '{Display(id.Type)}', and the ids are of the type '{Display(ElementTypes.IdOf(ids.Type)!)}'";
        if (KeyParametersOf(method, known).FirstOrDefault(own => own.Ordinal != ids.Ordinal && SameIn(target, own, known) is null) is { } extra)
            return $"it has no parameter '{extra.Name}' of the type '{Display(extra.Type)}'";

        (ITypeSymbol one, ITypeSymbol each) = (ResultRules.ValueOf(target.ReturnType, known)!, ElementRules.ValueOf(method, known)!);
        return SymbolEqualityComparer.Default.Equals(one, each) ? null : $"it caches '{Display(one)}', and {method.Name} returns '{Display(each)}' for an id";
    }

    private static IEnumerable<IParameterSymbol> KeyParametersOf(IMethodSymbol method, KnownTypes known) =>
        method.Parameters.Where(parameter => KeyRules.KindOf(parameter, known) != KeyKind.LeftOut);

    // The parameter of the same name and type that is in the key of the other method too, and holds no ids.
    private static IParameterSymbol? SameIn(IMethodSymbol other, IParameterSymbol parameter, KnownTypes known) =>
        KeyParametersOf(other, known).FirstOrDefault(candidate => candidate.Name == parameter.Name
            && candidate.Ordinal != ElementRules.ParameterOf(other, known)?.Ordinal
            && SymbolEqualityComparer.Default.Equals(candidate.Type, parameter.Type));

    private static string Display(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
