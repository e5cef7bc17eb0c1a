using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Checks the attributes of one symbol.
internal static class Settings
{
    private const int DefaultExpire = int.MinValue;

    // The route of an endpoint may be unknown at compile time, and its coder and key builder may be registered as services. isEndpoint is
    // evaluated only for settings that are invalid for a function.
    public static void Check(ISymbol marked, Func<bool> isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        ImmutableArray<AttributeData> caches = Marks.Own(marked, known.Cache);
        if (caches.Length > 1 && !Weavability.IsOrdinary(marked))
            report(Diagnostic.Create(
                Descriptors.Contradiction, AttributePlaces.Of(caches[0], marked), NameOf(marked), "has more than one cache attribute: keep one"));

        foreach (AttributeData cache in caches)
        {
            CheckExpiration(marked, cache, report);
            CheckType(marked, cache, "Coder", [known.Find("CacheKit.ICoder")], isEndpoint, report);
            CheckType(
                marked, cache, "KeyBuilder", [known.Find("CacheKit.IKeyBuilder"), known.Find("CacheKit.IAsyncKeyBuilder")], isEndpoint, report);
            CheckTags(marked, cache, isEndpoint, known, report);
            CheckElements(marked, cache, isEndpoint, report);
        }

        foreach (AttributeData evict in Marks.Own(marked, known.CacheEvict))
            CheckTags(marked, evict, isEndpoint, known, report);
    }

    private static string NameOf(ISymbol marked) => marked.Name.Length > 0 ? marked.Name : "The lambda";

    private static void CheckExpiration(ISymbol marked, AttributeData cache, Action<Diagnostic> report)
    {
        if (ExpireOf(cache) is int seconds and <= 0 and not DefaultExpire)
            report(Diagnostic.Create(Descriptors.Expiration, AttributePlaces.OfArgument(cache, "expire", marked), seconds));
    }

    private static object? ExpireOf(AttributeData cache)
    {
        if (cache.Sets("Expire"))
            return cache.Named("Expire");

        int position = cache.AttributeConstructor?.Parameters.ToList().FindIndex(parameter => parameter.Name == "expire") ?? -1;
        return position >= 0 && position < cache.ConstructorArguments.Length ? cache.ConstructorArguments[position].Single() : null;
    }

    // A key builder that must be awaited can't be used by a synchronous function.
    public static void CheckAwaited(IMethodSymbol method, Func<bool> isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        if (KeyBuilderRules.AsynchronousOf(method, known) is not { } type
            || ResultRules.ShapeOf(method.ReturnType, known) != ResultShape.Value
            || isEndpoint())
        {
            return;
        }

        // An attribute that the method inherits is reported where it is declared.
        AttributeData setting = KeyBuilderRules.AttributeOf(method, known)!;
        AttributeData? own = Marks.Own(method, known.Cache).FirstOrDefault();
        if (own is null && setting == Marks.CacheOf(method, known))
            return;

        Location place = setting == own ? AttributePlaces.OfArgument(own, "KeyBuilder", method)
            : own is null ? method.Locations[0]
            : AttributePlaces.Of(own, method);
        report(Diagnostic.Create(
            Descriptors.WrongType, place, "key builder", type.Name,
            $"is asynchronous, and '{method.Name}' is not: return a Task or a ValueTask, or use an IKeyBuilder"));
    }

    private static void CheckType(
        ISymbol marked, AttributeData cache, string setting, INamedTypeSymbol?[] contracts, Func<bool> isEndpoint, Action<Diagnostic> report)
    {
        if (cache.Named(setting) is not INamedTypeSymbol type || contracts.Any(contract => contract is null))
            return;

        bool isRight = contracts.Any(type.IsOrInherits);
        string? why = !isRight ? $"does not implement {string.Join(" or ", contracts.Select(contract => contract!.Name))}"
            : CanBeCreated(type) ? null
            : "can't be created: it is abstract, or has no public constructor";
        if (why is not null && !(isRight && isEndpoint()))
            report(Diagnostic.Create(
                Descriptors.WrongType, AttributePlaces.OfArgument(cache, setting, marked), setting == "Coder" ? "coder" : "key builder", type.Name, why));
    }

    private static bool CanBeCreated(INamedTypeSymbol type) =>
        type is { IsAbstract: false, IsUnboundGenericType: false, TypeKind: TypeKind.Class or TypeKind.Struct }
        && type.InstanceConstructors.Any(constructor => constructor.DeclaredAccessibility == Accessibility.Public);

    // A type, a lambda and an endpoint have no elements.
    private static void CheckElements(ISymbol marked, AttributeData cache, Func<bool> isEndpoint, Action<Diagnostic> report)
    {
        if (ElementRules.Mentions(cache) && (!Weavability.IsOrdinary(marked) || isEndpoint()))
        {
            report(Diagnostic.Create(
                Descriptors.NoElements, AttributePlaces.OfArgument(cache, "Each", marked), NameOf(marked), "is not a function that calls can name"));
        }
    }

    private static void CheckTags(ISymbol marked, AttributeData attribute, Func<bool> isEndpoint, KnownTypes known, Action<Diagnostic> report)
    {
        int index = 0;
        foreach (string? template in TagRules.TemplatesOf(attribute))
        {
            string? why = template is null ? "is null" : TagTemplate.Parse(template).Error;
            if (why is null && marked is IMethodSymbol method && TagRules.WhyWrong(template, method, known) is { } misfit)
            {
                why = !isEndpoint() ? misfit
                    : attribute.AttributeClass!.Is(known.CacheEvict) ? TagRules.WhyMemberIsWrong(template!, method, known)
                    : null;
            }

            if (why is not null)
                report(Diagnostic.Create(Descriptors.TagTemplate, AttributePlaces.OfItem(attribute, "Tags", index, marked), template, why));
            index++;
        }
    }
}
