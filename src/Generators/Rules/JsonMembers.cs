using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Finds members whose state System.Text.Json does not write or cannot set. Fields marked [NonSerialized] hold no state of the value.
internal sealed class JsonMembers
{
    private readonly IMethodSymbol? _constructor;
    private readonly JsonFields _fields;

    public JsonMembers(INamedTypeSymbol type, IMethodSymbol? constructor)
    {
        _constructor = constructor;
        All = [.. MembersOf(type)];
        _fields = new JsonFields(constructor, [.. All.OfType<IPropertySymbol>()], property => IsWritten(property) && IsSet(property));
    }

    public IReadOnlyList<ISymbol> All { get; }

    public static bool IsWritten(ISymbol member) => JsonAttributes.IsIncluded(member)
        || (!JsonAttributes.IsIgnored(member)
            && (member is IPropertySymbol property ? property.GetMethod : member) is { DeclaredAccessibility: Accessibility.Public });

    // Returns the member at fault and the reason; null: all members are restored.
    public (string Name, string Why)? FindLost()
    {
        foreach (ISymbol member in All)
        {
            if ((member is IPropertySymbol property ? WhyLost(property) : WhyLost((IFieldSymbol)member)) is { } why)
                return (member is IFieldSymbol field ? _fields.ShownAs(field) : member.Name, why);
        }

        return null;
    }

    // A constructor parameter without a matching member gets a default value when decoding, or throws.
    public string? FindUnfilledParameter() => _constructor?.Parameters
        .FirstOrDefault(parameter => !All.Any(member => IsWritten(member) && JsonConstructors.Binds(parameter, member.Name, RecordRules.TypeOf(member))))?.Name;

    private static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (INamedTypeSymbol place in type.BaseTypes().Prepend(type))
        {
            foreach (ISymbol member in place.GetMembers().Where(member => !member.IsStatic && member is IFieldSymbol or IPropertySymbol { IsIndexer: false }))
            {
                bool isBacking = member is IFieldSymbol { AssociatedSymbol: not null } || member.Name.StartsWith("<", StringComparison.Ordinal);
                if (!isBacking && member.Name != "EqualityContract" && names.Add(member.Name))
                    yield return member;
            }
        }
    }

    private string? WhyLost(IPropertySymbol property)
    {
        bool holds = JsonFields.IsAutomatic(property);
        if (!IsWritten(property))
            return holds ? JsonAttributes.IsIgnored(property) ? "is marked [JsonIgnore]" : "is not public" : null;
        if (IsSet(property) || !(holds || IsTakenToHold(property)) || JsonFields.IsConstant(property))
            return null;
        if (property.SetMethod is not null)
            return "has a setter that is not public";

        return property.Type is INamedTypeSymbol list && JsonCollections.IsCollection(list) && list.SpecialType != SpecialType.System_String
            ? "has no setter, and JSON doesn't fill its existing collection"
            : "has no setter and no matching constructor parameter";
    }

    private string? WhyLost(IFieldSymbol field)
    {
        bool isBound = _constructor?.Parameters.Any(parameter => JsonConstructors.Binds(parameter, field.Name, field.Type)) == true;
        if (JsonFields.IsNoState(field))
            return null;
        if (IsWritten(field))
            return field.IsReadOnly && !isBound ? "is read-only" : null;
        if (field.DeclaredAccessibility == Accessibility.Public)
            return "is marked [JsonIgnore]";

        return _fields.IsRestored(field) ? null : $"is held by the field '{field.Name}', which JSON doesn't set";
    }

    // A computed property is written, but not read.
    public bool IsRead(ISymbol member) => member is not IPropertySymbol property || IsSet(property) || JsonFields.IsAutomatic(property);

    private bool IsSet(IPropertySymbol property) =>
        property.SetMethod is { } setter && (setter.DeclaredAccessibility == Accessibility.Public || JsonAttributes.IsIncluded(property))
        || JsonAttributes.IsPopulated(property) || JsonAttributes.IsPopulated(property.ContainingType)
        || _constructor?.Parameters.Any(parameter => JsonConstructors.Binds(parameter, property.Name, property.Type)) == true;

    private static bool IsTakenToHold(IPropertySymbol property) => JsonSimpleTypes.IsOfFramework(property.ContainingType);
}
