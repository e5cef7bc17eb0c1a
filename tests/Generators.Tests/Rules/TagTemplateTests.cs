namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class TagTemplateTests
{
    [TestCase("users", "users")]
    [TestCase("user:{id}", "user:|{id}")]
    [TestCase("{id}{kind}", "{id}|{kind}")]
    [TestCase("a{{b}}c", "a{b}c")]
    [TestCase("{{{id}}}", "{|{id}|}")]
    [TestCase("{_id1}-x", "{_id1}|-x")]
    public void A_template_is_taken_apart(string template, string parts) =>
        Assert.That(
            string.Join('|', TagTemplate.Parse(template).Parts.Select(part => part.IsParameter ? $"{{{part.Text}}}" : part.Text)),
            Is.EqualTo(parts));

    [TestCase("", 0)]
    [TestCase("user:{id", 5)]
    [TestCase("user:id}", 7)]
    [TestCase("user:{}", 6)]
    [TestCase("user:{id:D}", 6)]
    [TestCase("user:{user.Id}", 6)]
    [TestCase("user:{ id }", 6)]
    public void A_mistake_is_found_with_its_place(string template, int position)
    {
        var parsed = TagTemplate.Parse(template);
        Assert.That(parsed.Error, Is.Not.Null);
        Assert.That(parsed.ErrorPosition, Is.EqualTo(position));
    }
}
