using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Walks through a type and the types of all its members.
internal sealed class JsonWalk(DerivedTypes derived)
{
    // A generic type may contain ever larger instances of itself.
    private const int MostNested = 32;

    private readonly HashSet<ISymbol> _visited = new(SymbolEqualityComparer.Default);
    private readonly List<INamedTypeSymbol> _around = [];

    public JsonFault? Visit(ITypeSymbol type, string path)
    {
        type = type.WithoutNullable();
        if (type is IDynamicTypeSymbol || type.SpecialType == SpecialType.System_Object)
            return new JsonFault(path, "can be of any type, and is read back as a JSON element");
        if (JsonSimpleTypes.WhyNever(type) is { } never)
            return new JsonFault(path, $"{never}, which JSON doesn't write");
        if (type is IArrayTypeSymbol array)
            return array.Rank > 1
                ? new JsonFault(path, "is an array of more than one dimension, which JSON doesn't write")
                : VisitItem(array.ElementType, type, path);
        if (type is not INamedTypeSymbol named || JsonSimpleTypes.IsSimple(type) || type.TypeKind == TypeKind.Error || JsonAttributes.HasConverter(type))
            return null;
        if (_around.Count == MostNested || !_visited.Add(type))
            return null;

        _around.Add(named);
        JsonFault? fault = JsonCollections.IsCollection(named) ? OfCollection(named, path) : OfObject(named, path);
        _around.RemoveAt(_around.Count - 1);
        return fault;
    }

    private JsonFault? OfCollection(INamedTypeSymbol type, string path)
    {
        if (JsonCollections.WhyNotFilled(type) is { } why)
            return new JsonFault(path, why);
        if (!JsonSimpleTypes.IsOfFramework(type) && OwnStateOf(type) is { } own)
            return new JsonFault($"{path}.{own}", "belongs to a collection, and JSON keeps only its items");

        ITypeSymbol[] items = JsonCollections.ItemsOf(type);
        if (items.Length == 2 && !JsonSimpleTypes.IsKey(items[0]))
            return new JsonFault(path, $"has keys of the type '{JsonRules.Display(items[0])}', which JSON can't write as a property name");

        return VisitItem(items[items.Length - 1], type, path);
    }

    // For a collection, the path names a member of its items.
    private JsonFault? VisitItem(ITypeSymbol item, ITypeSymbol collection, string path) =>
        Visit(item, path == JsonRules.Display(collection) ? JsonRules.Display(item) : path);

    private static string? OwnStateOf(INamedTypeSymbol collection) => collection.BaseTypes().Prepend(collection)
        .TakeWhile(place => !JsonSimpleTypes.IsOfFramework(place))
        .SelectMany(place => place.GetMembers())
        .FirstOrDefault(member => !member.IsStatic && member is IPropertySymbol { IsIndexer: false } property && JsonFields.IsAutomatic(property))?.Name;

    private JsonFault? OfObject(INamedTypeSymbol type, string path)
    {
        INamedTypeSymbol[] named = [.. JsonAttributes.DerivedTypes(type)];
        if (type.IsAbstract)
        {
            if (named.Length == 0)
                return new JsonFault(
                path,
                $"is declared as {(type.TypeKind == TypeKind.Interface ? "the interface" : "the abstract class")} '{type.Name}', " +
                "and JSON can't determine the class to create: list them with [JsonDerivedType]");
        }
        else if (OfMembers(type, path) is { } fault)
        {
            return fault;
        }

        if (derived.Of(type).FirstOrDefault(derivedType => AddsState(derivedType, type)
            && !named.Any(known => SymbolEqualityComparer.Default.Equals(known.OriginalDefinition, derivedType.OriginalDefinition))) is { } unnamed)
            return new JsonFault(path, $"may hold a '{unnamed.Name}', and JSON keeps only the members of '{type.Name}': list it with [JsonDerivedType]");

        return named.Where(derivedType => !derivedType.IsAbstract).Select(derivedType => Visit(derivedType, path)).FirstOrDefault(fault => fault is not null);
    }

    private static bool AddsState(INamedTypeSymbol derivedType, INamedTypeSymbol ancestor) => derivedType.BaseTypes().Prepend(derivedType)
        .TakeWhile(place => !place.Is(ancestor.OriginalDefinition))
        .SelectMany(place => place.GetMembers())
        .Any(member => member is IFieldSymbol { IsStatic: false, IsConst: false });

    private JsonFault? OfMembers(INamedTypeSymbol type, string path)
    {
        IMethodSymbol? constructor = JsonConstructors.Of(type, out string? why);
        bool isOfFramework = JsonSimpleTypes.IsOfFramework(type);
        if (why is not null)
            return new JsonFault(path, isOfFramework ? $"is a '{type.Name}', which JSON can't create" : why);

        var members = new JsonMembers(type, constructor);
        string? unfilled = members.FindUnfilledParameter();
        (string Name, string Why)? lost = members.FindLost();
        if (isOfFramework && IsKeyAndValue(type) is false && (unfilled is not null || lost is not null || !members.All.Any(JsonMembers.IsWritten)))
            return new JsonFault(path, $"is a '{type.Name}', which JSON doesn't restore");
        if (unfilled is not null)
            return new JsonFault(path, $"has a constructor with a parameter '{unfilled}', but no property of that name and type");
        if (lost is { } member && !isOfFramework)
            return new JsonFault($"{path}.{member.Name}", member.Why);

        return members.All.Where(JsonMembers.IsWritten)
            .Select(inner => OfMember(inner, type, members.IsRead(inner), $"{path}.{inner.Name}"))
            .FirstOrDefault(fault => fault is not null);
    }

    private static bool IsKeyAndValue(INamedTypeSymbol type) => type.MetadataName == "KeyValuePair`2";

    private JsonFault? OfMember(ISymbol member, INamedTypeSymbol owner, bool isRead, string path)
    {
        ITypeSymbol type = RecordRules.TypeOf(member).WithoutNullable();
        if (JsonAttributes.HasConverter(member))
            return null;
        if (LeadsBack(member, type, owner))
            return new JsonFault(path, $"refers back to '{type.Name}', and JSON can't write a cycle");

        return isRead || JsonSimpleTypes.WhyNever(type) is not null ? Visit(type, path) : null;
    }

    // Such as a parent with children that refer to their parent. A chain of objects of the same type ends by itself.
    private bool LeadsBack(ISymbol member, ITypeSymbol type, INamedTypeSymbol owner)
    {
        bool canBeSetLater = member is IPropertySymbol { SetMethod.IsInitOnly: false } or IFieldSymbol { IsReadOnly: false };
        if (!canBeSetLater || type.IsValueType || !_around.Any(place => SymbolEqualityComparer.Default.Equals(place, type)))
            return false;

        return !SymbolEqualityComparer.Default.Equals(type, owner)
            || owner.GetMembers().OfType<IPropertySymbol>().Any(other => other.Type is INamedTypeSymbol list && JsonCollections.IsCollection(list)
                && JsonCollections.ItemsOf(list).Any(item => SymbolEqualityComparer.Default.Equals(item, owner)));
    }
}
