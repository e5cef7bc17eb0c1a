namespace CacheKit.Core.Tests.Keys;

[TestFixture]
internal sealed class DefaultKeyBuilderTests
{
    [Test]
    public void A_key_says_what_is_called_with_what() =>
        Assert.That(Call.KeyOf(() => Users.FindAsync(7)), Is.EqualTo("p:users:Users.FindAsync(id=7)"));

    [Test]
    public void The_short_form_is_the_md5_of_the_readable_one() =>
        Assert.That(
            new HashedKeyBuilder().Build(Call.To(() => Users.FindAsync(7))),
            Is.EqualTo("p:users:" + Md5("Users.FindAsync(id=7)")));

    [TestCaseSource(nameof(Builders))]
    public void The_key_of_a_request_is_its_readable_form(IKeyBuilder builder)
    {
        var call = new CacheCall { Prefix = "p", Namespace = "users", Request = "GET http://host/users/7?a=1&b=2" };
        Assert.That(builder.Build(call), Is.EqualTo(builder is HashedKeyBuilder ? "p:users:" + Md5(call.Request) : "p:users:GET http://host/users/7?a=1&b=2"));
    }

    [TestCaseSource(nameof(Builders))]
    public void Every_key_begins_as_its_call_says(IKeyBuilder builder)
    {
        CacheCall call = Call.To(() => Users.FindAsync(7));
        Assert.That(builder.Build(call), Does.StartWith(call.KeyPrefix));
    }

    [TestCase("", "", "::")]
    [TestCase("p", "", "p::")]
    [TestCase("", "users", ":users:")]
    [TestCase("a:b", "c%d", "a%3Ab:c%25d:")]
    public void Prefix_and_namespace_are_always_there_and_escaped(string prefix, string @namespace, string expected) =>
        Assert.That(
            new DefaultKeyBuilder().Build(new CacheCall { Prefix = prefix, Namespace = @namespace, Request = "GET /" }),
            Is.EqualTo(expected + "GET /"));

    [Test]
    public void A_type_is_named_in_full() =>
        Assert.That(Call.KeyOf(() => Shop.None()), Is.EqualTo("p:users:CacheKit.Core.Tests.Keys.Shop.None()"));

    [Test]
    public void A_nested_type_is_named_with_the_one_around_it() =>
        Assert.That(Call.KeyOf(() => Shop.Nest.Find(7)), Does.EndWith(".Shop+Nest.Find(id=7)"));

    [Test]
    public void A_generic_type_is_named_with_its_arguments() =>
        Assert.That(Call.KeyOf(() => Shop.Of<int>.Find(7)), Does.EndWith(".Shop+Of`1<System.Int32>.Find(id=7)"));

    [Test]
    public void A_type_inside_of_a_generic_one_is_told_apart() =>
        Assert.That(Call.KeyOf(() => Shop.Of<int>.Inner.Find(7)), Is.Not.EqualTo(Call.KeyOf(() => Shop.Of<long>.Inner.Find(7))));

    [Test]
    public void A_generic_method_is_named_with_its_arguments() =>
        Assert.That(
            Call.TextOf(() => Shop.Generic<string, List<int[]>>("x")),
            Is.EqualTo("""Generic<System.String,System.Collections.Generic.List`1<System.Int32[]>>(key="x")"""));

    [Test]
    public void The_object_of_an_instance_method_is_no_part_of_the_key() =>
        Assert.That(Call.TextOf(() => new Shop().Instance(7)), Is.EqualTo("Instance(id=7)"));

    [Test]
    public void The_declaring_type_of_the_call_counts_where_it_is_given()
    {
        CacheCall call = Call.To(() => Shop.None()) with { DeclaringType = typeof(Users) };
        Assert.That(new DefaultKeyBuilder().Build(call), Is.EqualTo("p:users:Users.None()"));
    }

    [Test]
    public void A_call_without_a_method_has_a_key_of_its_arguments() =>
        Assert.That(new DefaultKeyBuilder().Build(Loose(7)), Does.StartWith("p:users:(id="));

    [Test]
    public void A_call_without_a_method_tells_arguments_of_different_types_apart() =>
        Assert.That(new DefaultKeyBuilder().Build(Loose(7)), Is.Not.EqualTo(new DefaultKeyBuilder().Build(Loose(7L))));

    private static IKeyBuilder[] Builders() => [new DefaultKeyBuilder(), new HashedKeyBuilder()];

    private static CacheCall Loose(object id) => new() { Prefix = "p", Namespace = "users", Arguments = [new CacheArgument("id", id)] };

    // Of the UTF-16 code units, the low byte first.
    private static string Md5(string text) =>
#pragma warning disable CA5351 // The form of the key is a published one.
        Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(System.Text.Encoding.Unicode.GetBytes(text)));
#pragma warning restore CA5351
}
