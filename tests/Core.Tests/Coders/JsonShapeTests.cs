using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Coders;

/// <summary>The JSON of a type with members carries the fingerprint of its shape, and is read by that shape only.</summary>
[TestFixture]
internal sealed class JsonShapeTests
{
    private static readonly JsonCoder _coder = new();

    private static readonly TestCaseData[] _changes =
    [
        Pair<First, FirstWithMore>("a member was added", new(1)),
        Pair<FirstWithMore, First>("a member was removed", new(1, "a")),
        Pair<First, FirstRenamed>("a member was renamed", new(1)),
        Pair<First, FirstOfText>("a member has another type", new(1)),
        Pair<WithNullable, WithoutNullable>("a member can't be null any more", new(null)),
        Pair<WithOptional, WithRequired>("a member is required", new() { Name = "a" }),
        Pair<WithState<State>, WithState<Renumbered>>("an enum was numbered anew", new(State.Paid)),
        Pair<State, Renumbered>("an enum itself was numbered anew", State.Paid),
        Pair<Deep<First>, Deep<FirstWithMore>>("a type deep inside has more", new([new() { ["a"] = (new(1), 2) }])),
        Pair<List<First>, List<FirstWithMore>>("the type of elements has more", [new(1)]),
        Pair<Tree, TreeWithMore>("a type that holds itself has more", new(1, [new(2, [])])),
        Pair<Base, BaseOfMore>("a derived type has more", new Derived()),
        Pair<Dictionary<string, int>, First>("a dictionary became a record", new() { ["Number"] = 1 }),
        Pair<First, Dictionary<string, int>>("a record became a dictionary", new(1)),
        Pair<JsonNode, First>("JSON became a record", JsonNode.Parse("{}")!),
        Pair<First, string[]>("a record became a list", new(1)),
    ];

    private static readonly TestCaseData[] _plain =
    [
        Case.Of("a number", 7), Case.Of("a text", "text"), Case.Of("a date", new DateOnly(2026, 11, 28)), Case.Of("a list", new List<int> { 1 }),
        Case.Of("lists of lists", new[] { new[] { "a" } }), Case.Of("an id", Guid.Empty), Case.Of("a nullable list", new int?[] { 1, null }),
    ];

    [TestCaseSource(nameof(_changes))]
    public void A_payload_of_another_shape_is_not_read<TOld, TNew>(Change<TOld, TNew> change) =>
        Assert.That(() => _coder.Decode<TNew>(_coder.Encode(change.Value)), Throws.InstanceOf<ShapeMismatchException>());

    [TestCaseSource(nameof(_changes))]
    public void A_payload_of_the_same_shape_is_read<TOld, TNew>(Change<TOld, TNew> change) =>
        Assert.That(() => _coder.RoundTrip(change.Value), Throws.Nothing);

    [Test]
    public void The_exception_names_the_shapes_of_reader_and_writer()
    {
        ShapeMismatchException one = Mismatch<First, FirstWithMore>(new First(1));
        ShapeMismatchException other = Mismatch<FirstWithMore, First>(new FirstWithMore(1, "a"));
        Assert.That((one.Found, one.Expected), Is.EqualTo((other.Expected, other.Found)).And.Not.EqualTo((one.Expected, one.Found)));
    }

    [Test]
    public void The_order_of_members_and_the_names_of_types_are_no_part_of_a_shape() =>
        Assert.That(_coder.Decode<SecondTurned>(_coder.Encode(new Second(1, "a"))), Is.EqualTo(new SecondTurned("a", 1)));

    [Test]
    public void A_list_is_read_as_another_collection() =>
        Assert.That(_coder.Decode<HashSet<First>>(_coder.Encode(new List<First> { new(1) })), Is.EqualTo(new[] { new First(1) }));

    [Test]
    public void Names_count_as_they_are_written()
    {
        var other = new JsonCoder(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.CamelCase });
        Assert.That(() => other.Decode<First>(_coder.Encode(new First(1))), Throws.InstanceOf<ShapeMismatchException>());
    }

    [Test]
    public void The_names_of_an_enum_count_as_they_are_written()
    {
        var other = new JsonCoder(new JsonSerializerOptions { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } });
        Assert.That(() => other.Decode<State>(_coder.Encode(State.Paid)), Throws.InstanceOf<ShapeMismatchException>());
    }

    [Test]
    public void A_generated_context_writes_the_shape_that_reflection_writes()
    {
        var reflecting = new JsonCoder(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
        Assert.That(new JsonCoder(SampleContext.Default).Encode(new Sample("a", 1)), Is.EqualTo(reflecting.Encode(new Sample("a", 1))));
    }

    // Another process, machine or culture finds the same: a change of this text would make every stored entry a miss.
    [Test]
    [SetCulture("tr-TR")]
    public void The_fingerprint_of_a_shape_is_the_same_in_every_process() =>
        Assert.That(_coder.TextOf(new Second(1, "a")).Replace('\t', '>').Replace(' ', '.'), Is.EqualTo("""{"Number":1,"Text":"a"}""" + SecondMark));

    [TestCaseSource(nameof(_plain))]
    public void A_value_without_members_is_plain_JSON_without_a_fingerprint<T>(T value) =>
        Assert.That(_coder.TextOf(value), Is.EqualTo(JsonSerializer.Serialize(value)));

    [TestCaseSource(nameof(_changes))]
    public void A_payload_is_JSON_for_any_reader<TOld, TNew>(Change<TOld, TNew> change) =>
        Assert.That(() => JsonDocument.Parse(_coder.Encode(change.Value)), Throws.Nothing);

    [Test]
    public void A_shape_is_white_space_after_the_JSON() =>
        Assert.That(_coder.TextOf(new First(1)), Does.Match(@"^\{""Number"":1\}[ \t]{32}$"));

    [TestCase("""{"Number":1}""")]
    [TestCase("{ \"Number\": 1 }\n")]
    [TestCase("""{"Number":1}      """)]
    [TestCase("{\"Number\":1}                                          ")]
    public void JSON_without_a_fingerprint_is_read(string json) =>
        Assert.That(_coder.Decode<First>(Encoding.UTF8.GetBytes(json)), Is.EqualTo(new First(1)));

    [Test]
    public void A_member_that_cannot_be_coded_is_accepted_while_it_is_null() =>
        Assert.That(_coder.RoundTrip(new WithType { Number = 1 })!.Number, Is.EqualTo(1));

    private static string SecondMark => ">>....>..>>....>.>..>>.>....>>.>";

    private static ShapeMismatchException Mismatch<TOld, TNew>(TOld value) =>
        Assert.Throws<ShapeMismatchException>(() => _coder.Decode<TNew>(_coder.Encode(value)))!;

    private static TestCaseData Pair<TOld, TNew>(string name, TOld value) => Case.Of(name, new Change<TOld, TNew>(value));

    internal sealed record Change<TOld, TNew>(TOld Value);

    internal sealed record First(int Number);

    internal sealed record FirstWithMore(int Number, string Text);

    internal sealed record FirstRenamed(int Count);

    internal sealed record FirstOfText(string Number);

    internal sealed record Second(int Number, string Text);

    internal sealed record SecondTurned(string Text, int Number);

    internal sealed record WithNullable(string? Name);

    internal sealed record WithoutNullable(string Name);

    internal sealed record WithOptional
    {
        public string? Name { get; init; }
    }

    internal sealed record WithRequired
    {
        public required string? Name { get; init; }
    }

    internal sealed record WithState<T>(T State);

    internal enum State
    {
        Open,
        Paid,
    }

    internal enum Renumbered
    {
        Paid,
        Open,
    }

    internal sealed record Deep<T>(List<Dictionary<string, (T Inner, int Number)>> Levels);

    internal sealed record Tree(int Number, List<Tree> Children);

    internal sealed record TreeWithMore(int Number, List<TreeWithMore> Children, string Text);

    [JsonDerivedType(typeof(Derived), "derived")]
    internal record Base;

    internal sealed record Derived : Base;

    [JsonDerivedType(typeof(DerivedOfMore), "derived")]
    internal record BaseOfMore;

    internal sealed record DerivedOfMore : BaseOfMore
    {
        public int Number { get; init; }
    }

    internal sealed record WithType
    {
        public int Number { get; init; }

        public Action? Callback { get; init; }
    }
}
