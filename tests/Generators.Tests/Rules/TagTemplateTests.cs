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

    [TestCase("")]
    [TestCase("user:{id")]
    [TestCase("user:id}")]
    [TestCase("user:{}")]
    [TestCase("user:{id:D}")]
    [TestCase("user:{user.Id}")]
    [TestCase("user:{ id }")]
    public void A_mistake_is_found(string template) => Assert.That(TagTemplate.Parse(template).Error, Is.Not.Null);
}
