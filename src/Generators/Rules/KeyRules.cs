using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which types have a text that is the same for equal values and another for others.
internal static class KeyRules
{
    // A generic record may hold ever larger forms of itself.
    private const int MostNested = 8;

    public static KeyKind KindOf(IParameterSymbol parameter, KnownTypes known)
    {
        if (parameter.Has(known.CacheIgnore) || parameter.Has(known.FromService) || parameter.Has(known.FromKeyedServices))
            return KeyKind.LeftOut;

        return KindOf(parameter.Type, known);
    }

    public static KeyKind KindOf(ITypeSymbol type, KnownTypes known) =>
        known.IsService(type) ? KeyKind.LeftOut : KindOf(type.WithoutNullable(), known, ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default));

    // What a record's key is made of: its public properties and fields, inherited ones too, by name. Neither their order in the
    // source nor what is private stands in a reference assembly, but a key must be the same from wherever the call is made.
    public static ImmutableArray<ISymbol> PartsOf(INamedTypeSymbol record)
    {
        var parts = new SortedDictionary<string, ISymbol>(StringComparer.Ordinal);
        foreach (INamedTypeSymbol type in new[] { record }.Concat(record.BaseTypes()))
        {
            foreach (ISymbol member in type.GetMembers().Where(IsPart))
            {
                if (!parts.ContainsKey(member.Name))
                    parts.Add(member.Name, member);
            }
        }

        return parts.Values.ToImmutableArray();
    }

    public static ITypeSymbol TypeOf(ISymbol part) => part is IFieldSymbol field ? field.Type : ((IPropertySymbol)part).Type;

    // Whether values are equal exactly when their keys are, and can't change: then a table of calls can be asked with the values
    // themselves. Not so for float and double (NaN, -0), decimal (1.0 and 1.00) and dates with an offset or a kind.
    public static bool IsIndexable(ITypeSymbol type, KnownTypes known) =>
        IndexRules.IsIndexable(type, known);

    // The compiler knows a record struct of another assembly as a struct: only its operators give it away.
    public static bool IsRecord(INamedTypeSymbol type) =>
        type.IsRecord || (type.TypeKind == TypeKind.Struct && type.GetMembers(WellKnownMemberNames.EqualityOperatorName).Any(IndexRules.IsMadeByCompiler));

    private static bool IsPart(ISymbol member) =>
        member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }
        && member is IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public };

    private static KeyKind KindOf(ITypeSymbol type, KnownTypes known, ImmutableHashSet<ISymbol> around)
    {
        if (type.IsOrInherits(known.CacheKey))
            return KeyKind.OwnKey;
        if (IsText(type, known))
            return KeyKind.Text;

        return type is INamedTypeSymbol { IsAbstract: false } record && IsRecord(record) && IsFiniteRecord(record, known, around) ? KeyKind.Record : KeyKind.None;
    }

    private static bool IsFiniteRecord(INamedTypeSymbol record, KnownTypes known, ImmutableHashSet<ISymbol> around)
    {
        if (around.Contains(record) || around.Count == MostNested || HasHiddenState(record))
            return false;

        ImmutableHashSet<ISymbol> inside = around.Add(record);
        return PartsOf(record).All(part => !known.IsService(TypeOf(part)) && KindOf(TypeOf(part).WithoutNullable(), known, inside) != KeyKind.None);
    }

    // A field that no public part shows: records that differ in it alone would share a key.
    private static bool HasHiddenState(INamedTypeSymbol record) =>
        new[] { record }.Concat(record.BaseTypes()).SelectMany(type => type.GetMembers()).OfType<IFieldSymbol>().Any(field =>
            !field.IsStatic && !IsPart(field) && !(field.AssociatedSymbol is IPropertySymbol property && IsPart(property)) && !IsBackingField(field));

    // The field of an automatic property, as another assembly's metadata shows it.
    private static bool IsBackingField(IFieldSymbol field) =>
        field.Name.StartsWith("<", StringComparison.Ordinal) && field.AssociatedSymbol is null
        && field.ContainingType.GetMembers(field.Name.Substring(1, Math.Max(0, field.Name.IndexOf('>') - 1))).Any(IsPart);

    // In line with what Core's ValueText can write.
    private static bool IsText(ITypeSymbol type, KnownTypes known)
    {
        type = type.WithoutNullable();
        return type switch
        {
            ITypeParameterSymbol => true,
            IArrayTypeSymbol array => array.Rank == 1 && IsText(array.ElementType, known),
            INamedTypeSymbol { IsTupleType: true } tuple => tuple.TupleElements.All(element => IsText(element.Type, known)),
            { TypeKind: TypeKind.Enum } => true,
            { SpecialType: SpecialType.System_Boolean or SpecialType.System_Char or SpecialType.System_String } => true,
            INamedTypeSymbol named => IsTextByName(named, known),
            _ => false,
        };
    }

    private static bool IsTextByName(INamedTypeSymbol type, KnownTypes known)
    {
        if (type.IsOrInherits(known.Formattable) || type.Is(known.Uri) || type.Is(known.Version) || type.IsOrInherits(known.Type))
            return true;
        if (IsList(type, known))
            return ItemsOf(type).ToArray() is { Length: 1 } items && IsText(items[0], known);

        return type.IsOrInherits(known.Tuple) && type.Name == "Tuple" && type.TypeArguments.All(item => IsText(item, known));
    }

    // An interface that is only enumerable may stand for a set, whose order is not one of its value, or for a query.
    private static bool IsList(INamedTypeSymbol type, KnownTypes known) =>
        type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_IReadOnlyList_T
        || type.IsOrInherits(known.List);

    private static IEnumerable<ITypeSymbol> ItemsOf(INamedTypeSymbol list) => new[] { list }.Concat(list.AllInterfaces)
        .Where(type => type.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T || IsListInterface(type))
        .Select(type => type.TypeArguments[0])
        .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default);

    private static bool IsListInterface(INamedTypeSymbol type) =>
        type.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_IReadOnlyList_T;
}
