using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

[TestFixture]
internal sealed class UnfinishedCodeTests
{
    private const string Code =
        """
        await Users.FindAsync(7);
        await Users.SaveAsync(7);
        Func<int, Task<string>> cached = new Func<int, Task<string>>(Users.FindAsync).Cached("users");
        CachedCall<string> entry = CacheManager.For(() => Users.FindAsync(7));

        [Cache(60, Namespace = "users", Tags = new[] { "users" })]
        static class Users
        {
            [Cache(expire: 60, KeyBuilder = typeof(HashedKeyBuilder), Tags = ["user:{id}"])] public static Task<string> FindAsync(int id) => Task.FromResult("");

            [CachePut(nameof(FindAsync)), CacheEvict(nameof(FindAsync), Type = typeof(Users))] public static Task<string> SaveAsync(int id) => Task.FromResult("");
        }
        """;

    [TestCaseSource(nameof(Lengths))]
    public void The_generator_survives_code_that_is_still_being_typed(int length) =>
        Assert.That(() => new Weaver().Run(WebProject.Compile(Code[..length])), Throws.Nothing);

    [TestCase("C.M(1); static class C { [Cache(\"60\", Tags = \"users\")] public static int M(Missing x) => 1; }")]
    [TestCase("C.M(1); static class C { [Cache(Tags = [null, \"{\", \"{x}\", 1], Coder = null, KeyBuilder = typeof(Missing))] public static int M(int id) => 1; }")]
    [TestCase("C.M(); static class C { [CacheEvict(null), CachePut(null)] public static int M() => 1; }")]
    [TestCase("C.M(); static class C { [CacheEvict(1, Tags = [null, 2]), CachePut] public static int M() => 1; }")]
    [TestCase("C.M(); C.N(); static class C { [Cache] public static Missing<int> M() => 1; [Cache] public static Task<> N() => null; }")]
    [TestCase("CacheManager.For(() => C.M()); CacheManager.For(; Missing.Cached(; static class C { [Cache] public static int M<T>() where T : Missing => 1; }")]
    public void The_generator_survives_wrong_code(string code) =>
        Assert.That(() => new Weaver().Run(WebProject.Compile(code)), Throws.Nothing);

    private static IEnumerable<int> Lengths() => Enumerable.Range(1, Code.Length / 29).Select(step => step * 29);
}
