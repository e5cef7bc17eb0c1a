namespace CacheKit.Dashboard.Tests.Pages;

[TestFixture]
internal sealed class AddressTests
{
    [Test]
    public void A_parameter_keeps_every_character() =>
        Assert.That(Address.Entry("a b", "x:&?=#/ä"), Is.EqualTo("./entry?cache=a%20b&key=x%3A%26%3F%3D%23%2F%C3%A4"));

    [Test]
    public void Parameters_without_a_value_are_omitted() => Assert.That(Address.Keys("a", find: "b"), Is.EqualTo("./keys?cache=a&find=b"));

    [Test]
    public void The_default_namespace_differs_from_all_namespaces() =>
        Assert.That((Address.Keys("a", ""), Address.Keys("a")), Is.EqualTo(("./keys?cache=a&namespace=", "./keys?cache=a")));

    [Test]
    public void The_name_of_a_cache_is_one_segment() =>
        Assert.That(Address.Api("a/b?", "clear"), Is.EqualTo("./api/caches/a%2Fb%3F/clear"));
}
