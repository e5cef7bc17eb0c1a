using System.Collections.Immutable;
using CacheKit.Weaving.Tests.Functions;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace CacheKit.Weaving.Tests;

/// <summary>Different arguments never share a key, equal ones always do, and no argument makes a call throw.</summary>
[TestFixture]
internal sealed class ArgumentTests : WovenFixture
{
    private static readonly Func<int>[] _different =
    [
        () => Keyed.Array(default), () => Keyed.Array([]), () => Keyed.Array([1, 2]), () => Keyed.Array([2, 1]),
        () => Keyed.Set(new HashSet<string?> { "a", "b" }),
        () => Keyed.Set(new HashSet<string?> { "a,b" }),
        () => Keyed.Set(new HashSet<string?> { null }),
        () => Keyed.Set(new HashSet<string?> { "null" }),
        () => Keyed.Set(new HashSet<string?>(StringComparer.OrdinalIgnoreCase) { "a", "b" }), () => Keyed.Set(ImmutableHashSet<string?>.Empty),
        () => Keyed.Dictionary(new Dictionary<string, double> { ["a"] = 0.0 }), () => Keyed.Dictionary(
            new Dictionary<string, double> { ["a"] = -0.0 }), () => Keyed.Dictionary(new Dictionary<string, double>()),
        () => Keyed.Some(null), () => Keyed.Some([]), () => Keyed.Some([1, null]), () => Keyed.Some([null, 1]), () => Keyed.Some(new HashSet<int?> { 1, null }),
        () => Keyed.Computed(new Computing(0, 1)), () => Keyed.Computed(new Computing(0, null)), () => Keyed.Computed(null!),
        () => Keyed.Plain(new Size { Width = 1 }), () => Keyed.Plain(new Size { Height = 1 }),
        () => Keyed.Moment(Instant.FromUnixTimeTicks(1), null), () => Keyed.Moment(Instant.FromUnixTimeTicks(2), null), () => Keyed.Moment(
            Instant.MinValue, null), () => Keyed.Moment(Instant.MaxValue, null),
        () => Keyed.Moment(Instant.FromUnixTimeTicks(1), LocalTime.FromTicksSinceMidnight(1)), () => Keyed.Moment(
            Instant.FromUnixTimeTicks(1), LocalTime.FromTicksSinceMidnight(2)),
        () => Keyed.Moments(new() { [LocalTime.Midnight] = [Instant.FromUnixTimeTicks(1)] }),
        () => Keyed.Moments(new() { [LocalTime.Midnight] = [Instant.FromUnixTimeTicks(2)] }),
        () => Keyed.Any(Instant.FromUnixTimeTicks(1)),
        () => Keyed.Any(Instant.FromUnixTimeTicks(2)),
        () => Keyed.Any(default(ImmutableArray<int>)),
        () => Keyed.Any(1),
        () => Keyed.Any(1L),
        () => Keyed.Number(double.NaN), () => Keyed.Number(0.0), () => Keyed.Number(-0.0), () => Keyed.Number(double.Epsilon),
        () => Keyed.Number(double.PositiveInfinity),
        () => Keyed.Text(null), () => Keyed.Text(""), () => Keyed.Text("\uD800"), () => Keyed.Text("\uD801"), () => Keyed.Text("\uFFFD"),
        () => Keyed.Text(new string('a', 100_000)), () => Keyed.Text(new string('a', 100_001)),
    ];

    [SetUp]
    public void Reset() => Keyed.Runs = 0;

    [Test]
    public void Calls_with_different_arguments_have_entries_of_their_own_and_find_them_again()
    {
        int[] first = [.. _different.Select(call => call())];
        Assert.That(first, Is.EqualTo(Enumerable.Range(1, _different.Length)));
        Assert.That(_different.Select(call => call()), Is.EqualTo(first));
    }

    [Test]
    public void Two_calls_share_an_entry_if_their_arguments_are_the_same_and_only_then() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Pairs.ToArbitrary(), pair =>
        {
            bool areSame = pair.One.Width == pair.Other.Width && pair.One.Names.SetEquals(pair.Other.Names) && pair.One.Ids.SequenceEqual(pair.Other.Ids);
            return areSame == (KeyOf(pair.One) == KeyOf(pair.Other));
        }));

    [Test]
    public void A_call_whose_key_throws_runs_uncached_with_one_warning()
    {
        var log = new Warnings();
        CacheManager.Init(Backend, configure: options => options.LoggerFactory = log);
        Assert.That(new[] { Keyed.Failing(new()), Keyed.Failing(new()), Keyed.Failing(new()) }, Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(log.Lines, Has.Count.EqualTo(1));
        Assert.That(log.Lines[0], Does.StartWith("A call of CacheKit.Weaving.Tests.Functions.Keyed.Failing was not cached"));
    }

    [Test]
    public async Task Neither_does_its_eviction_its_entry_nor_its_put_throw()
    {
        Assert.That(new[] { Keyed.Forget(new()), Keyed.Put(new()) }, Is.EqualTo(new[] { 1, 2 }));
        CachedCall<int> entry = CacheManager.For(() => Keyed.Failing(new()));
        Assert.That((await entry.TryGetAsync()).HasValue, Is.False);
        Assert.That(await entry.RemoveAsync(), Is.False);
        Assert.That(await entry.RefreshAsync(), Is.EqualTo(3));
    }

    [Test]
    public void Neither_does_a_call_on_an_object_whose_key_throws()
    {
        var failing = new FailingKey();
        Assert.That(new[] { failing.Find(1), failing.Find(1) }, Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void Neither_does_one_whose_taught_text_throws() =>
        Assert.That(new[] { Keyed.Tagged(new()), Keyed.Tagged(new()) }, Is.EqualTo(new[] { 1, 2 }));

    [Test]
    public void A_record_of_a_derived_type_runs_uncached()
    {
        int before = Shapes.Runs;
        _ = Shapes.Open(new DerivedQuery("a", 1));
        _ = Shapes.Open(new DerivedQuery("a", 1));
        Assert.That(Shapes.Runs - before, Is.EqualTo(2));
    }

    [Test]
    public void A_type_argument_that_is_only_known_at_run_time_runs_uncached()
    {
        Assert.That(new[] { Open(new object()), Open(new object()) }, Is.EqualTo(new[] { 1, 2 }));

        static int Open<T>(T value) => Keyed.Any(value);
    }

    private static Gen<(Sample One, Sample Other)> Pairs { get; } =
        from one in Samples()
        from other in Samples()
        from likeness in Gen.Choose(0, 3)
        select (
            one,
            likeness switch
            {
                0 => other,
                1 => one with { Names = other.Names },
                2 => one with { Ids = other.Ids },
                _ => one with { Names = [.. one.Names.Reverse()] },
            });

    private static Gen<Sample> Samples() =>
        from width in Gen.Elements(0, 7)
        from names in Gen.Elements("a", "b", "\"", "a\",\"b", "}", ",").ArrayOf(3)
        from ids in Gen.Elements(0, 7).ArrayOf(2)
        select new Sample(width, [.. names], ids);

    private static string KeyOf(Sample sample) => string.Join(' ',
        CacheManager.For(() => Keyed.Plain(new Size { Width = sample.Width })).Key,
        CacheManager.For(() => Keyed.Set(sample.Names)).Key,
        CacheManager.For(() => Keyed.Array(ImmutableArray.Create(sample.Ids))).Key);

    private sealed record Sample(int Width, HashSet<string?> Names, int[] Ids);
}
