using System.Runtime.CompilerServices;
using System.Text;
using CacheKit.Weaving;

namespace CacheKit.Core.Tests.Keys;

/// <summary>Methods whose calls get keys. Nobody runs them.</summary>
internal sealed class Shop
{
    public static int Find(int id) => 0;

    public static int Find(long id) => 0;

    public static int Find(int? id) => 0;

    public static int Find(string? id) => 0;

    public static int Find(string? id, string? tag) => 0;

    public static int Find<T>(T id) => 0;

    public static int Find(List<int> id) => 0;

    public static int Any(object? value) => 0;

    public static int Pair(object? first, object? second) => 0;

    public static int Text(string? value) => 0;

    public static int Texts(string? a, string? b) => 0;

    public static int Character(char value) => 0;

    public static int Flag(bool? value) => 0;

    public static int Amount(decimal value) => 0;

    public static int Rate(double value) => 0;

    public static int Day(DayOfWeek? value) => 0;

    public static int Files(FileAttributes value) => 0;

    public static int When(DateTime value) => 0;

    public static int Instant(DateTimeOffset value) => 0;

    public static int Date(DateOnly value) => 0;

    public static int Time(TimeOnly value) => 0;

    public static int Span(TimeSpan value) => 0;

    public static int Id(Guid value) => 0;

    public static int Link(Uri? value) => 0;

    public static int Release(Version? value) => 0;

    public static int Kind(Type? value) => 0;

    public static int Numbers(IEnumerable<int>? values) => 0;

    public static int Names(IReadOnlyList<string?>? values) => 0;

    public static int Nested(int[][] values) => 0;

    public static int Objects(IEnumerable<object?> values) => 0;

    public static int Pairs((string? Name, int Age) value) => 0;

    public static int LongTuple((int, int, int, int, int, int, int, int, string) value) => 0;

    public static int Query(FormattableString? a, FormattableString? b) => 0;

    public static int Letters(Rune a, Rune b) => 0;

    public static int Own(Celsius value) => 0;

    public static int Degrees(Celsius a, Celsius b) => 0;

    public static int Some(IReadOnlyCollection<int>? values) => 0;

    public static int Words(HashSet<string>? values) => 0;

    public static int Sets(List<HashSet<string>> values) => 0;

    public static int Prices(IReadOnlyDictionary<string, decimal?>? values) => 0;

    public static int Stream(Stream? source) => 0;

    public static int Cancellable(int id, CancellationToken cancellationToken = default) => 0;

    public static int Ignoring(int id, [CacheIgnore] Stream? log, string? name = null) => 0;

    public static TValue Generic<TKey, TValue>(TKey key) => default!;

    public static int None() => 0;

    public static int Defaults(
        int id = 7, string? text = "name", string? nothing = null, DayOfWeek day = DayOfWeek.Friday, DayOfWeek? maybeDay = DayOfWeek.Monday,
        DayOfWeek? noDay = null,
        Guid guid = default, DateTime when = default, TimeSpan? span = null, decimal price = 1.50m, int? count = 5, long big = 5, double rate = 0.5,
        char letter = 'x', (int, int) pair = default, object? any = null, byte? small = 1, bool flag = true) => 0;

    public int Instance(int id) => 0;

    /// <summary>A value with a text of its own, which may hold anything.</summary>
    public readonly record struct Celsius(string Degrees)
    {
        [ModuleInitializer]
        internal static void Teach() => KeyText.Register<Celsius>(celsius => celsius.Degrees);
    }

    public static class Nest
    {
        public static int Find(int id) => 0;
    }

    public static class Of<T>
    {
        public static int Find(int id) => 0;

        public static class Inner
        {
            public static int Find(int id) => 0;
        }
    }
}
