using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CacheKit.Generators;

// The parts of a record or a struct that its key consists of: the stored members. A computed property depends on them, and may throw.
internal static class RecordRules
{
    // A record struct of another assembly appears as a struct; only its operators identify it.
    public static bool IsRecord(INamedTypeSymbol type) =>
        type.IsRecord || (type.TypeKind == TypeKind.Struct && type.GetMembers(WellKnownMemberNames.EqualityOperatorName).Any(IndexRules.IsMadeByCompiler));

    public static bool IsWrittenByParts(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsAbstract: false, IsRefLikeType: false, IsTupleType: false } named
        && (IsRecord(named) || (named.TypeKind == TypeKind.Struct && named.SpecialType == SpecialType.None && !TextRules.IsOfFramework(named)));

    // Returns the stored public properties and fields, with inherited ones, ordered by name. A reference assembly has neither the source
    // order nor private members, and the key must be the same for every caller.
    public static ImmutableArray<ISymbol> PartsOf(INamedTypeSymbol record)
    {
        var parts = new SortedDictionary<string, ISymbol>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (INamedTypeSymbol type in record.BaseTypes().Prepend(record))
        {
            foreach (ISymbol member in type.GetMembers().Where(IsPublic))
            {
                if (names.Add(member.Name) && IsStored(member))
                    parts.Add(member.Name, member);
            }
        }

        return [.. parts.Values];
    }

    public static ITypeSymbol TypeOf(ISymbol part) => part switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => ((IParameterSymbol)part).Type,
    };

    // Whether its objects may differ.
    public static bool HoldsState(INamedTypeSymbol record) =>
        record.BaseTypes().Prepend(record).SelectMany(type => type.GetMembers()).Any(member => member is IFieldSymbol { IsStatic: false } || IsPublic(member));

    // Returns a field or property that is not among the parts: records that differ only in it would share a key. Null: there is none.
    public static ISymbol? HiddenStateOf(INamedTypeSymbol record)
    {
        var parts = new HashSet<ISymbol>(PartsOf(record), SymbolEqualityComparer.Default);
        return record.BaseTypes().Prepend(record).SelectMany(type => type.GetMembers()).OfType<IFieldSymbol>()
            .Where(field => !field.IsStatic)
            .Select(field => PropertyOf(field) ?? field)
            .FirstOrDefault(member => !parts.Contains(member))
            ?? (IsRecord(record) ? null : CaptureRules.CapturedIn(record));
    }

    // Whether the record may have invisible state: a reference assembly omits the private fields of a class.
    public static bool MayHideState(INamedTypeSymbol record) =>
        !record.IsValueType
            && record.BaseTypes().Prepend(record).Any(type => type.SpecialType != SpecialType.System_Object && type.DeclaringSyntaxReferences.IsEmpty);

    private static bool IsPublic(ISymbol member) =>
        member is { DeclaredAccessibility: Accessibility.Public, IsStatic: false }
        && member is IFieldSymbol or IPropertySymbol { IsIndexer: false, GetMethod.DeclaredAccessibility: Accessibility.Public };

    private static bool IsStored(ISymbol member) =>
        member is IFieldSymbol || (member is IPropertySymbol { IsAbstract: false, GetMethod: { } getter } property && HasPlainGetter(property, getter));

    // In source by syntax; in metadata by compiler-generated attributes.
    private static bool HasPlainGetter(IPropertySymbol property, IMethodSymbol getter)
    {
        if (property.DeclaringSyntaxReferences.IsEmpty)
            return getter.GetAttributes().Any(data => data.AttributeClass is { Name: "CompilerGeneratedAttribute" });
        if (getter.DeclaringSyntaxReferences.IsEmpty || getter.DeclaringSyntaxReferences[0].GetSyntax() is ParameterSyntax)
            return true;

        return getter.DeclaringSyntaxReferences[0].GetSyntax() is AccessorDeclarationSyntax { Body: null, ExpressionBody: null };
    }

    private static ISymbol? PropertyOf(IFieldSymbol field)
    {
        if (field.AssociatedSymbol is IPropertySymbol property)
            return property;

        // The name in another assembly's metadata.
        return field.Name.StartsWith("<", StringComparison.Ordinal)
            ? field.ContainingType.GetMembers(field.Name.Substring(1, Math.Max(0, field.Name.IndexOf('>') - 1))).OfType<IPropertySymbol>().FirstOrDefault()
            : null;
    }
}
