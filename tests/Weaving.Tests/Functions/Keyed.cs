using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace CacheKit.Weaving.Tests.Functions;

/// <summary>Functions with arguments of every kind that has a key. Each returns the number of its runs.</summary>
internal static class Keyed
{
    public static int Runs { get; set; }

    [Cache]
    public static int Array(ImmutableArray<int> ids) => ++Runs;

    [Cache]
    public static int Set(IReadOnlySet<string?> names) => ++Runs;

    [Cache]
    public static int Dictionary(IReadOnlyDictionary<string, double> prices) => ++Runs;

    [Cache]
    public static int Some(IReadOnlyCollection<int?>? ids) => ++Runs;

    [Cache]
    public static int Computed(Computing value) => ++Runs;

    [Cache]
    public static int Plain(Size size) => ++Runs;

    [Cache]
    public static int Moment(Instant at, LocalTime? time) => ++Runs;

    [Cache]
    public static int Moments(Dictionary<LocalTime, Instant[]> times) => ++Runs;

    [Cache]
    public static int Any<T>(T value) => ++Runs;

    [Cache]
    public static int Number(double value) => ++Runs;

    [Cache]
    public static int Text(string? value) => ++Runs;

    [Cache(Tags = ["failing:{key}"])]
    public static int Failing(FailingKey key) => ++Runs;

    [Cache(Tags = ["{value}"])]
    public static int Tagged(FailingText value) => ++Runs;

    [CacheEvict(nameof(Failing))]
    public static int Forget(FailingKey key) => ++Runs;

    [CachePut(nameof(Failing))]
    public static int Put(FailingKey key) => ++Runs;
}

/// <summary>A record whose computed property may throw.</summary>
internal sealed record Computing(int Divisor, int? Id)
{
    public int Quotient => 100 / Divisor;
}

/// <summary>A struct that is not a record.</summary>
internal struct Size
{
    public int Width;

    public int Height { get; set; }
}

/// <summary>A key that throws.</summary>
internal sealed class FailingKey : ICacheKey
{
    [SuppressMessage("Design", "CA1065", Justification = "That is what is tested.")]
    public string CacheKey => throw new NotSupportedException("no key");

    [Cache]
    public int Find(int id) => ++Keyed.Runs;
}

/// <summary>A type whose key text throws.</summary>
internal sealed class FailingText;

internal static class KeyTexts
{
    [CacheKeyText]
    public static string Of(Instant instant) => InstantPattern.ExtendedIso.Format(instant);

    [CacheKeyText]
    public static string Of(LocalTime time) => time.NanosecondOfDay.ToString(CultureInfo.InvariantCulture);

    [CacheKeyText]
    public static string Of(FailingText text) => throw new NotSupportedException($"no text of {text}");
}
