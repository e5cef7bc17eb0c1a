using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators;

// Which types have a text that is equal for equal values and different for different ones.
internal static class KeyRules
{
    // A generic record may contain ever larger instances of itself.
    private const int MostNested = 8;

    private static readonly ImmutableHashSet<ISymbol> _nothing = ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default);

    public static KeyKind KindOf(IParameterSymbol parameter, KnownTypes known)
    {
        if (parameter.Has(known.CacheIgnore) || parameter.Has(known.FromService) || parameter.Has(known.FromKeyedServices))
            return KeyKind.LeftOut;

        return KindOf(ElementRules.KeyTypeOf(parameter, known), known);
    }

    public static KeyKind KindOf(ITypeSymbol type, KnownTypes known)
    {
        if (known.IsService(type))
            return KeyKind.LeftOut;
        if (FaultOf(type, known) is not null)
            return KeyKind.None;

        type = type.WithoutNullable();
        if (known.Texts.Supports(type) || !type.IsOrInherits(known.CacheKey))
            return TextRules.FaultOf(type, "", known) is null ? KeyKind.Text : KeyKind.Record;

        return KeyKind.OwnKey;
    }

    // Returns null if the type has a key.
    public static KeyFault? FaultOf(ITypeSymbol type, KnownTypes known) => FaultOf(type, "", known, _nothing);

    // If the parameter's type is a type parameter, generated code does not know the parts of a record. Returns null if the argument has a
    // text there.
    public static KeyFault? FaultInPlaceOfParameter(ITypeSymbol argument, KnownTypes known) => TextRules.FaultOf(argument, "", known) is { } fault
        ? FaultOf(argument, known) ?? fault with { Why = KeyFault.InCollection }
        : null;

    // Whether values are immutable and equal exactly if their keys are equal, so that a table of calls can compare the values themselves.
    // Not so for float and double (NaN, -0), decimal (1.0 and 1.00), and dates with an offset or a kind.
    public static bool IsIndexable(ITypeSymbol type, KnownTypes known) =>
        IndexRules.IsIndexable(type, known);

    // Returns the type parameters whose values are part of the key of a type.
    public static IEnumerable<ITypeParameterSymbol> ParametersIn(ITypeSymbol type, KnownTypes known)
    {
        type = type.WithoutNullable();
        if (type is ITypeParameterSymbol parameter)
            return [parameter];
        if (known.Texts.Supports(type) || type.IsOrInherits(known.CacheKey))
            return [];

        IEnumerable<ITypeSymbol> inside = type switch
        {
            INamedTypeSymbol record when KindOf(record, known) == KeyKind.Record => RecordRules.PartsOf(record).Select(RecordRules.TypeOf),
            _ => TextRules.ItemsOf(type, known),
        };
        return inside.SelectMany(each => ParametersIn(each, known));
    }

    private static KeyFault? FaultOf(ITypeSymbol type, string path, KnownTypes known, ImmutableHashSet<ISymbol> around)
    {
        type = type.WithoutNullable();
        if (TextRules.FaultOf(type, path, known) is not { } fault)
            return null;

        return RecordRules.IsWrittenByParts(type) ? FaultOfRecord((INamedTypeSymbol)type, path, known, around) : fault;
    }

    private static KeyFault? FaultOfRecord(INamedTypeSymbol record, string path, KnownTypes known, ImmutableHashSet<ISymbol> around)
    {
        if (around.Contains(record) || around.Count == MostNested)
            return new KeyFault(path, record, "contains itself, or is nested too deeply");

        string place = path.Length == 0 ? record.Name : path;
        if (RecordRules.HiddenStateOf(record) is { } hidden)
            return new KeyFault($"{place}.{hidden.Name}", RecordRules.TypeOf(hidden), "is state that no public property or field exposes");

        ImmutableHashSet<ISymbol> inside = around.Add(record);
        return RecordRules.PartsOf(record)
            .Select(part => known.IsService(RecordRules.TypeOf(part))
                ? new KeyFault($"{place}.{part.Name}", RecordRules.TypeOf(part), "is a service")
                : FaultOf(RecordRules.TypeOf(part), $"{place}.{part.Name}", known, inside))
            .FirstOrDefault(fault => fault is not null);
    }
}
