using System.Reflection;

namespace CacheKit.Generators.Tests.Rules;

[TestFixture]
internal sealed class TagTemplateTests
{
    private static readonly MethodInfo _parseInCore = typeof(CacheManager).Assembly.GetType("CacheKit.TagTemplate", throwOnError: true)!.GetMethod("Parse")!;

    [TestCase("users", "users")]
    [TestCase("user:{id}", "user:|{id}")]
    [TestCase("{id}{kind}", "{id}|{kind}")]
    [TestCase("a{{b}}c", "a{b}c")]
    [TestCase("{{{id}}}", "{|{id}|}")]
    [TestCase("{_id1}-x", "{_id1}|-x")]
    [TestCase("user:{ id }", "user:|{id}")]
    [TestCase("user:{user.Name.First}", "user:|{user.Name.First}")]
    public void A_template_is_taken_apart(string template, string parts) =>
        Assert.That(
            string.Join('|', TagTemplate.Parse(template).Parts.Select(part => part.IsName ? $"{{{part.Text}}}" : part.Text)),
            Is.EqualTo(parts));

    [TestCase("", "is empty")]
    [TestCase("user:{id", "has an unmatched {")]
    [TestCase("{id", "has an unmatched {")]
    [TestCase("user:id}", "has an unmatched }")]
    [TestCase("user:{}", "names no parameter")]
    [TestCase("user:{ }", "names no parameter")]
    [TestCase("user:{a{b}", "has 'a{b' in braces")]
    public void A_mistake_is_found(string template, string error) => Assert.That(TagTemplate.Parse(template).Error, Does.StartWith(error));

    // Endpoints and functions share one syntax: a template is valid for both or for neither, with the same names.
    [TestCase("users")]
    [TestCase("{{braces}}")]
    [TestCase("{{{id}}}")]
    [TestCase("user:{ id }/{user-id}")]
    [TestCase("{message.Slug}{ message . Slug }{id:D}")]
    [TestCase("")]
    [TestCase("{id")]
    [TestCase("id}")]
    [TestCase("{}")]
    [TestCase("{ }")]
    [TestCase("{a{b}")]
    [TestCase("{{id}")]
    [TestCase("{id}}")]
    public void Endpoints_read_it_in_the_same_way(string template)
    {
        var here = TagTemplate.Parse(template);
        Assert.That(here.Error is null ? here.Names : null, Is.EqualTo(NamesInCore(template)));
    }

    private static IEnumerable<string>? NamesInCore(string template)
    {
        try
        {
            object parsed = _parseInCore.Invoke(null, [template])!;
            return (IEnumerable<string>)parsed.GetType().GetProperty("Names")!.GetValue(parsed)!;
        }
        catch (TargetInvocationException failure) when (failure.InnerException is FormatException)
        {
            return null;
        }
    }
}
