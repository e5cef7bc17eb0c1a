using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UnfinishedCodeTests
{
    private const string Code =
        """
        using Microsoft.AspNetCore.Authorization;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGroup("/a").MapGet("/b/{id}", [Authorize, Cache(60, Tags = ["user:{id}"])] async (int id) => await Users.FindAsync(id)).VaryBy(user: true);
        Func<int, Task<string>> find = Users.FindAsync;

        [Cache(60, Namespace = "users", Coder = typeof(JsonCoder), Tags = new[] { "users" })]
        static class Users
        {
            [Cache(expire: 60, KeyBuilder = typeof(HashedKeyBuilder), Tags = ["user:{id}"])] public static Task<string> FindAsync(int id) => Task.FromResult("");

            [CachePut(nameof(FindAsync)), CacheEvict(nameof(FindAsync), Type = typeof(Users))] public static Task<string> SaveAsync(int id) => Task.FromResult("");

            [CacheEvict(Tags = ["{id}"], Before = true)] private static void Forget<T>(Query<T> query, int id) where T : struct { }
        }

        sealed record Query<T>(T Value, Query<T>? Next);
        """;

    [TestCaseSource(nameof(Lengths))]
    public void The_analyzers_survive_code_that_is_still_being_typed(int length) =>
        Assert.That(() => WebProject.AnalyzeIncompleteAsync(WebProject.Compile(Code[..length])), Throws.Nothing);

    [TestCase("[Cache(\"60\", Tags = \"users\")] class C { [Cache(Tags = null, Coder = null, Namespace = [])] int M(Missing x) => 1; }")]
    [TestCase("class C { [CacheEvict(null), CachePut(null)] int M() => 1; [CacheEvict(1, Tags = [null, 2])] int N() => 1; [CachePut] int O() => 1; }")]
    [TestCase("class C { [Cache] Missing<int> M() => 1; [Cache] Task<> N() => null; [CacheEvict(\"M\", Type = typeof(Missing))] void O() { } }")]
    [TestCase("class C { void M() { Missing.MapGet(\"/\", [Cache] () => 1).Cache(; CacheManager.For(; [Cache] void L() } }")]
    [TestCase("using System.Text.Json.Serialization; [JsonDerivedType, JsonConverter, CacheName] class R { [JsonObjectCreationHandling, JsonIgnore(Condition = ] public List<int> L { get; } [Cache] R M() => this; }")]
    [TestCase("record R([CacheIgnore] R x, int x) : R, ICacheKey; class C { [Cache] int M(R r, List<> l, (int, ) t) => 1; }")]
    public void The_analyzers_survive_wrong_code(string code) =>
        Assert.That(() => WebProject.AnalyzeIncompleteAsync(WebProject.Compile(code)), Throws.Nothing);

    private static IEnumerable<int> Lengths() => Enumerable.Range(1, Code.Length / 29).Select(step => step * 29);
}
