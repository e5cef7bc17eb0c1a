namespace CacheKit.Core.Tests.Tags;

[TestFixture]
internal sealed class TagTemplateTests
{
    private static readonly Dictionary<string, string?> _values = new() { ["id"] = "7", ["user-id"] = "{8}", ["none"] = null };

    [TestCase("users", "users")]
    [TestCase("user:{id}", "user:7")]
    [TestCase("{id}", "7")]
    [TestCase("{ id }/{user-id}!", "7/{8}!")]
    [TestCase("{id}{id}", "77")]
    [TestCase("user:{none}", "user:")]
    [TestCase("{{id}}", "{id}")]
    [TestCase("{{{id}}}", "{7}")]
    [TestCase("a}}b{{", "a}b{")]
    public void A_template_is_filled_in(string template, string tag) =>
        Assert.That(TagTemplate.Parse(template).Format(_values, (values, name) => values[name]), Is.EqualTo(tag));

    [TestCase("users")]
    [TestCase("{{id}}")]
    [TestCase("user:{id} of {shop}", "id", "shop")]
    public void The_names_in_a_template_are_found(string template, params string[] names) =>
        Assert.That(TagTemplate.Parse(template).Names, Is.EqualTo(names));

    [TestCase("", "A tag must not be empty.")]
    [TestCase(null, "A tag must not be empty.")]
    [TestCase("user:{", "The brace { at position 6 is unmatched.")]
    [TestCase("user:{id", "The brace { at position 6 is unmatched.")]
    [TestCase("user:}", "The brace } at position 6 is unmatched.")]
    [TestCase("{id}}", "The brace } at position 5 is unmatched.")]
    [TestCase("{}", "{} is not a valid name.")]
    [TestCase("{ }", "{ } is not a valid name.")]
    [TestCase("{a{b}", "{a{b} is not a valid name.")]
    public void An_invalid_template_is_refused(string? template, string why) =>
        Assert.That(() => TagTemplate.Parse(template), Throws.TypeOf<FormatException>().With.Message.StartsWith(why));
}
