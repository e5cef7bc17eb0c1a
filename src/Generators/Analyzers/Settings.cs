using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// The checks of one symbol's attributes.
internal static class Settings
{
    private const int DefaultExpire = int.MinValue;

    // The arguments of an endpoint are not known here, and its coder and key builder come from the services.
    public static void Check(ISymbol marked, bool isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        foreach (AttributeData cache in Marks.Own(marked, known.Cache))
        {
            CheckExpiration(marked, cache, report);
            CheckType(marked, cache, "Coder", ["CacheKit.ICoder"], isEndpoint, known, report);
            CheckType(marked, cache, "KeyBuilder", isEndpoint ? ["CacheKit.IKeyBuilder", "CacheKit.IAsyncKeyBuilder"] : ["CacheKit.IKeyBuilder"], isEndpoint, known, report);
            CheckTags(marked, cache, isEndpoint, known, report);
        }

        foreach (AttributeData evict in Marks.Own(marked, known.CacheEvict))
            CheckTags(marked, evict, isEndpoint, known, report);
    }

    private static void CheckExpiration(ISymbol marked, AttributeData cache, Action<Diagnostic> report)
    {
        if (ExpireOf(cache) is int seconds and <= 0 and not DefaultExpire)
            report(Diagnostic.Create(Descriptors.Expiration, AttributePlaces.OfArgument(cache, "expire", marked), seconds));
    }

    private static object? ExpireOf(AttributeData cache)
    {
        if (cache.NamedArguments.FirstOrDefault(argument => argument.Key == "Expire") is { Key: not null } named)
            return named.Value.Value;

        int position = cache.AttributeConstructor?.Parameters.ToList().FindIndex(parameter => parameter.Name == "expire") ?? -1;
        return position >= 0 && position < cache.ConstructorArguments.Length ? cache.ConstructorArguments[position].Value : null;
    }

    private static void CheckType(ISymbol marked, AttributeData cache, string setting, string[] interfaces, bool isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        if (cache.NamedArguments.FirstOrDefault(argument => argument.Key == setting).Value.Value is not INamedTypeSymbol type)
            return;

        string? why = null;
        if (!interfaces.Any(name => type.IsOrInherits(known.Find(name))))
            why = $"is no {interfaces[0].Substring("CacheKit.".Length)}";
        else if (!isEndpoint && !CanBeMade(type))
            why = "has no public constructor without parameters";

        if (why is not null)
            report(Diagnostic.Create(Descriptors.WrongType, AttributePlaces.OfArgument(cache, setting, marked), setting == "Coder" ? "coder" : "key builder", type.Name, why));
    }

    private static bool CanBeMade(INamedTypeSymbol type) =>
        type is { IsAbstract: false, IsUnboundGenericType: false, TypeKind: TypeKind.Class or TypeKind.Struct }
        && type.InstanceConstructors.Any(constructor => constructor is { DeclaredAccessibility: Accessibility.Public, Parameters.Length: 0 });

    private static void CheckTags(ISymbol marked, AttributeData attribute, bool isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        int index = 0;
        foreach (string? template in TagRules.TemplatesOf(attribute))
        {
            string? why = marked is IMethodSymbol method && !isEndpoint
                ? TagRules.WhyWrong(template, method, known)
                : template is null ? "is null" : TagTemplate.Parse(template).Error;
            if (why is not null)
                report(Diagnostic.Create(Descriptors.TagTemplate, AttributePlaces.OfItem(attribute, "Tags", index, marked), template, why));
            index++;
        }
    }
}
