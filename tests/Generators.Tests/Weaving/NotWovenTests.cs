using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Weaving;

[TestFixture]
internal sealed class NotWovenTests
{
    private const string Users = """
        interface IUsers { [Cache(60)] Task<string> FindAsync(int id); }
        class UsersBase { [Cache(60)] public virtual string Find(int id) => ""; }
        """;

    [Test]
    public void A_call_in_an_expression_tree() => Leaves(
        "static class Caller { public static System.Linq.Expressions.Expression<Func<IUsers, Task<string>>> M() => users => users.FindAsync(7); }");

    [Test]
    public void A_call_in_a_query_of_a_queryable() => Leaves(
        "static class Caller { public static object M(IQueryable<UsersBase> all) => from users in all select users.Find(7); }");

    [Test]
    public void A_call_of_the_base() => Leaves(
        "sealed class Users : UsersBase { public override string Find(int id) => base.Find(id); }");

    [Test]
    public void A_name_of_a_method() => Leaves(
        "static class Caller { public static string M() => nameof(UsersBase.Find); }");

    [Test]
    public void A_method_group() => Leaves(
        "static class Caller { public static Func<int, string> M(UsersBase users) => users.Find; }");

    [Test]
    public void A_call_whose_argument_is_dynamic() => Leaves(
        "static class Caller { public static object M(UsersBase users, dynamic id) => users.Find(id); }");

    [Test]
    public void A_method_that_cannot_be() => Leaves(
        """
        static class Others { [Cache(60)] public static Task<string> FindAsync(object id) => Task.FromResult(""); }
        static class Caller { public static Task<string> M() => Others.FindAsync(7); }
        """);

    [Test]
    public void A_call_beside_a_query_in_memory_is_woven() =>
        Assert.That(
            Weaver.Weave(Users, "static class Caller { public static object M(List<UsersBase> all) => from users in all select users.Find(7); }"),
            Has.Count.EqualTo(1));

    [Test]
    public void Nothing_of_a_project_that_does_not_want_it()
    {
        Compilation compilation = WebProject.Compile(Users, "static class Caller { public static Task<string> M(IUsers users) => users.FindAsync(7); }");
        Assert.That(new Weaver().Run(compilation).GeneratedSources, Has.Length.EqualTo(1));
        Assert.That(new Weaver(new Dictionary<string, string> { ["build_property.CacheKitWeaving"] = "false" }).Run(compilation).GeneratedSources, Is.Empty);
    }

    private static void Leaves(string caller) => Assert.That(Weaver.Weave(Users, caller), Is.Empty);
}
