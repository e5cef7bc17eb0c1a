namespace CacheKit.Dashboard.Tests.Values;

[TestFixture]
internal sealed class ObjectTextTests
{
    [Test]
    public void An_object_is_shown_as_JSON()
    {
        DecodedValue value = ObjectText.Of(new { Name = "a reader", Age = 7 });
        Assert.That(value.Format, Is.EqualTo(DecodedValue.Json));
        Assert.That(value.Text!.ReplaceLineEndings("\n"), Is.EqualTo("{\n  \"Name\": \"a reader\",\n  \"Age\": 7\n}"));
    }

    [Test]
    public void Null_is_shown() => Assert.That(ObjectText.Of(null).Text, Is.EqualTo("null"));

    [Test]
    public void A_string_is_shown_as_it_is() =>
        Assert.That(ObjectText.Of("{ no JSON"), Is.EqualTo(new DecodedValue(DecodedValue.PlainText, "{ no JSON")));

    [Test]
    public void A_long_string_is_cut()
    {
        DecodedValue value = ObjectText.Of(new string('x', 65_537));
        Assert.That((value.Text!.Length, value.IsCut), Is.EqualTo((65_536, true)));
    }

    [Test]
    public void An_endless_sequence_is_cut()
    {
        DecodedValue value = ObjectText.Of(new { All = Endless() });
        Assert.That((value.Format, value.IsCut), Is.EqualTo((DecodedValue.Json, true)));
        Assert.That(value.Text!.Length, Is.InRange(60_000, 65_536));
    }

    [Test]
    public void An_object_that_contains_itself_is_shown()
    {
        var node = new Node();
        node.Next = node;
        Assert.That(ObjectText.Of(node).Text, Does.Contain("\"Next\": null"));
    }

    [Test]
    public void An_object_that_can_not_be_serialized_is_shown_as_its_own_text() =>
        Assert.That(ObjectText.Of(new Failing()), Is.EqualTo(new DecodedValue(DecodedValue.PlainText, "own text")));

    [Test]
    public void An_object_without_any_text_is_undecodable() => Assert.That(ObjectText.Of(new Silent()), Is.EqualTo(DecodedValue.Undecodable));

    private static IEnumerable<int> Endless()
    {
        for (int i = 0; ; i++)
            yield return i;
    }

    private sealed class Node
    {
        public Node? Next { get; set; }
    }

    private sealed class Failing
    {
        public int Value => throw new InvalidOperationException();

        public override string ToString() => "own text";
    }

    private sealed class Silent
    {
        public int Value => throw new InvalidOperationException();

        public override string ToString() => throw new InvalidOperationException();
    }
}
