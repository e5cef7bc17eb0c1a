using System.Runtime.CompilerServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Random values of the types that the parameters of <see cref="Shop"/> have; few of each, so that they meet.</summary>
internal static class Values
{
    private static readonly Gen<object?> _null = Gen.Constant<object?>(null);
    private static readonly Gen<object?> _texts = NastyText.Texts.Select(text => (object?)text);
    private static readonly Gen<object?> _numbers = Gen.Elements(-1, 0, 7, int.MaxValue).Select(number => (object?)number);

    private static readonly Dictionary<Type, Gen<object?>> _known = new()
    {
        [typeof(int)] = _numbers,
        [typeof(long)] = Of(-1L, 0L, 7L),
        [typeof(double)] = Of(0.0, -0.0, 7.0, 0.1, double.NaN, double.PositiveInfinity),
        [typeof(decimal)] = Of(7m, 7.0m, 7.00m, 0.1m),
        [typeof(bool)] = Of(true, false),
        [typeof(char)] = Of('7', 'a', '"', '\\', ',', '\n'),
        [typeof(Rune)] = Of(new Rune('7'), new Rune('"'), new Rune(','), new Rune('\\')),
        [typeof(string)] = Gen.Frequency((1, _null), (8, _texts)),
        [typeof(DayOfWeek)] = Of(DayOfWeek.Friday, DayOfWeek.Monday, (DayOfWeek)7),
        [typeof(FileAttributes)] = Of(FileAttributes.Hidden, FileAttributes.Hidden | FileAttributes.System, FileAttributes.System, default),
        [typeof(DateTime)] = Of(new DateTime(7), new DateTime(7, DateTimeKind.Utc), new DateTime(7, DateTimeKind.Local), new DateTime(2026, 11, 22)),
        [typeof(DateTimeOffset)] = Of(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(1))),
        [typeof(DateOnly)] = Of(new DateOnly(2026, 11, 22), DateOnly.MinValue),
        [typeof(TimeOnly)] = Of(new TimeOnly(7), new TimeOnly(7, 8)),
        [typeof(TimeSpan)] = Of(TimeSpan.Zero, TimeSpan.FromTicks(7), TimeSpan.FromDays(7)),
        [typeof(Guid)] = Of(Guid.Empty, new Guid("00000000-0000-0000-0000-000000000007")),
        [typeof(Uri)] = Of<object?>(null, new Uri("http://a/?b=7"), new Uri("http://a/?b=\"7"), new Uri("a", UriKind.Relative)),
        [typeof(Version)] = Of<object?>(null, new Version(7, 0), new Version(7, 0, 0)),
        [typeof(Type)] = Of<object?>(
            null, typeof(int), typeof(List<int>), typeof(Dictionary<int, string>), typeof(int[]), typeof(int[,]), typeof(Shop.Nest),
            typeof(Shop.Of<int>)),
        [typeof(FormattableString)] = Gen.Frequency((1, _null), (8, NastyText.Texts.Select(text => (object?)FormattableStringFactory.Create("{0}", text)))),
        [typeof(Shop.Celsius)] = NastyText.Texts.Select(text => (object?)new Shop.Celsius(text)),
        [typeof((string?, int))] = from text in NastyText.Texts from number in Gen.Elements(0, 7) select (object?)((string?)text, number),
        [typeof(List<int>)] = ListOf(Gen.Elements(0, 7)).Select(items => (object?)items.ToList()),
        [typeof(IEnumerable<int>)] = ListOf(Gen.Elements(0, 7)).Select(items => (object?)(items.Length % 2 == 0 ? items : items.ToList())),
        [typeof(IReadOnlyList<string?>)] = ListOf(NastyText.Texts).Select(items => (object?)items),
        [typeof(int[][])] = ListOf(ListOf(Gen.Elements(0, 7))).Select(items => (object?)items),
        [typeof(IReadOnlyCollection<int>)] =
            from items in ListOf(Gen.Elements(0, 7, 8))
            from isSet in Gen.Elements(true, false)
            select isSet ? (object?)items.ToHashSet() : items,
        [typeof(HashSet<string>)] = Gen.Frequency((1, _null), (8, SetOf(NastyText.Texts).Select(items => (object?)items))),
        [typeof(List<HashSet<string>>)] = ListOf(SetOf(NastyText.Texts)).Select(items => (object?)items.ToList()),
        [typeof(IReadOnlyDictionary<string, decimal?>)] = ListOf(
            from key in NastyText.Texts from price in Gen.Elements<decimal?>(null, 7m, 7.0m) select (key, price))
            .Select(items => (object?)items.DistinctBy(item => item.key).ToDictionary(item => item.key, item => item.price)),
        [typeof(CancellationToken)] = Gen.Constant<object?>(CancellationToken.None),
    };

    // Values that differ from the number seven in their type only.
    private static readonly Gen<object?> _alike = Of<object>(
        7, 7L, 7.0, 7f, 7m, (byte)7, (nint)7, "7", '7', new Rune('7'), DayOfWeek.Sunday + 7, (FileAttributes)7, new Shop.Celsius("7"),
        ValueTuple.Create(7), Tuple.Create(7),
        new[] { 7 }, new[] { 7L }, new[] { "7" }, new object[] { 7 }, FormattableStringFactory.Create("7"));

    private static readonly Gen<object?> _anything = Gen.Frequency((3, _alike), (1, Gen.OneOf(
        _null, _texts, _numbers, _known[typeof(long)], _known[typeof(double)], _known[typeof(decimal)], _known[typeof(bool)],
        _known[typeof(char)], _known[typeof(DayOfWeek)],
        _known[typeof(Guid)], _known[typeof(DateTime)], _known[typeof(Type)], _known[typeof((string?, int))], _known[typeof(Shop.Celsius)],
        _known[typeof(FormattableString)])));

    /// <summary>Null for a type that no values are known of.</summary>
    public static Gen<object?>? Of(Type type)
    {
        if (type == typeof(object))
            return _anything;
        if (type == typeof(IEnumerable<object?>))
            return ListOf(_anything).Select(items => (object?)items);
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Of(underlying) is { } values ? Gen.Frequency((1, _null), (4, values)) : null;

        return _known.GetValueOrDefault(type);
    }

    private static Gen<object?> Of<T>(params T[] values) => Gen.Elements(values).Select(value => (object?)value);

    private static Gen<HashSet<string>> SetOf(Gen<string> items) =>
        from list in ListOf(items)
        from ignoresCase in Gen.Elements(true, false, false)
        select list.ToHashSet(ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    private static Gen<T[]> ListOf<T>(Gen<T> items) => Gen.Choose(0, 3).SelectMany(count => items.ArrayOf(count));
}
