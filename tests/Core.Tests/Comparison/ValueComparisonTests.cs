namespace CacheKit.Core.Tests.Comparison;

/// <summary>Two values are the same if nothing that is state differs in them, and the first member that differs is named.</summary>
[TestFixture]
internal sealed class ValueComparisonTests
{
    [Test]
    public void A_member_deep_inside_is_named_by_its_path() =>
        Assert.That(
            Compare(Tree(1, Tree(2, Tree(3))), Tree(1, Tree(2, Tree(4)))),
            Is.EqualTo("Node.Children[].Children[].Number comes back with another value"));

    [Test]
    public void A_member_that_is_null_is_named() =>
        Assert.That(Compare(new Node { Label = "a" }, new Node()), Is.EqualTo("Node.Label comes back null"));

    [Test]
    public void A_member_that_was_null_is_named() =>
        Assert.That(Compare(new Node(), new Node { Label = "a" }), Is.EqualTo("Node.Label comes back as a value where there was none"));

    [Test]
    public void Values_that_hold_themselves_are_compared() =>
        Assert.That(
            (Compare(Cycle("a"), Cycle("a")), Compare(Cycle("a"), Cycle("b"))),
            Is.EqualTo(((string?)null, "Node.Label comes back with another value")));

    [Test]
    public void A_value_of_any_depth_is_compared_without_an_overflow()
    {
        Node one = Tree(0);
        Node other = Tree(0);
        for (int depth = 1; depth < 100_000; depth++)
            (one, other) = (Tree(depth, one), Tree(depth, other));
        Assert.That(Compare(one, other), Is.Null);
    }

    [Test]
    public void One_object_in_two_places_may_become_two()
    {
        Node shared = Tree(1);
        Assert.That(Compare(Tree(0, shared, shared), Tree(0, Tree(1), Tree(1))), Is.Null);
    }

    [Test]
    public void Elements_of_a_set_without_an_equality_are_found_in_any_order() =>
        Assert.That(Compare(new HashSet<Node> { Tree(1), Tree(2) }, new HashSet<Node> { Tree(2), Tree(1) }), Is.Null);

    [Test]
    public void An_element_of_a_set_that_has_changed_is_found() =>
        Assert.That(
            Compare(new HashSet<Node> { Tree(1), Tree(2) }, new HashSet<Node> { Tree(2), Tree(3) }),
            Is.EqualTo("HashSet<Node>[] comes back with another element"));

    [Test]
    public void A_value_of_a_dictionary_that_has_changed_is_found() =>
        Assert.That(
            Compare(new Dictionary<int, Node> { [1] = Tree(1), [2] = Tree(2) }, new Dictionary<int, Node> { [2] = Tree(3), [1] = Tree(1) }),
            Is.EqualTo("Dictionary<Int32, Node>[].Number comes back with another value"));

    [Test]
    public void A_key_of_a_dictionary_that_has_changed_is_found() =>
        Assert.That(
            Compare(new Dictionary<int, int> { [1] = 1 }, new Dictionary<int, int> { [2] = 1 }),
            Is.EqualTo("Dictionary<Int32, Int32>[] comes back with another key"));

    [Test]
    public void A_comparer_of_the_same_kind_is_the_same() =>
        Assert.That(
            Compare(new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }, new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "a" }),
            Is.Null);

    private static readonly IEqualityComparer<string>[] _comparers =
    [
        EqualityComparer<string>.Create((a, b) => a?.Length == b?.Length, a => a.Length),
        ReferenceEqualityComparer.Instance,
        StringComparer.OrdinalIgnoreCase,
    ];

    [TestCaseSource(nameof(_comparers))]
    public void A_comparer_of_its_own_that_comes_back_as_the_default_is_a_difference(IEqualityComparer<string> comparer) =>
        Assert.That(Compare(new HashSet<string>(comparer) { "a" }, new HashSet<string> { "a" }), Does.Contain("comparer"));

    [Test]
    public void A_private_field_that_comes_back_null_is_a_cache_unless_a_property_shows_it() =>
        Assert.That(
            (Compare(new Cached("a"), new Cached(null)), Compare(new Shown("a"), new Shown(null))),
            Is.EqualTo(((string?)null, "Shown.Text comes back null")));

    [Test]
    public void A_private_field_that_comes_back_with_another_value_is_a_difference() =>
        Assert.That(Compare(new Cached("a"), new Cached("b")), Is.EqualTo("Cached._text comes back with another value"));

    [Test]
    public void Text_that_is_built_is_compared_by_its_characters() =>
        Assert.That(Compare(new System.Text.StringBuilder("a", 100), new System.Text.StringBuilder("a")), Is.Null);

    private static string? Compare<T>(T before, T after) => new ValueComparison().Compare(before, after)?.ToString();

    private static Node Tree(int number, params List<Node> children) => new() { Number = number, Children = children };

    private static Node Cycle(string label)
    {
        var node = new Node { Number = 1 };
        node.Children.Add(new Node { Children = { node } });
        node.Label = label;
        return node;
    }

    private sealed class Node
    {
        public int Number { get; set; }

        public List<Node> Children { get; set; } = [];

        public string? Label { get; set; }
    }

    private sealed class Cached(string? text)
    {
        private string? _text = text;

        public void Forget() => _text = null;

        public int Length() => _text?.Length ?? 0;
    }

    private sealed class Shown(string? text)
    {
        private string? _text = text;

        public string? Text => _text;

        public void Forget() => _text = null;
    }
}
