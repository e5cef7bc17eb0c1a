using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Weaving;

/// <summary>Generated code has no warnings of its own, whatever obsolete or experimental code it names.</summary>
[TestFixture]
internal sealed class WarningTests
{
    private const string Types =
        """
        #pragma warning disable EXP1, EXP2, EXP3, OLD1, CS0612, CS0618
        global using System.Diagnostics.CodeAnalysis;

        [Experimental("EXP1")] public sealed record New(int Id);
        [Obsolete("old")] public record Old(int Id);
        [Obsolete("old", DiagnosticId = "OLD1")] public class Oldest;
        public record Holder(int Id)
        {
            [Obsolete("old")] public string Text { get; init; } = "";
            [Experimental("EXP1")] public int Number { get; init; }
            public Part? Part { get; init; }
        }
        public sealed record Part(int Id) { [Obsolete("old", DiagnosticId = "OLD1")] public int Number { get; init; } }
        public sealed record Node(int Id, Node? Next);
        public class Box<T>;
        [Experimental("EXP1")] public static class Outer { public sealed record Inner(int Id); }
        [Experimental("EXP2")] public sealed class NewCacheAttribute : CacheAttribute
        {
            public Type? For { get; set; }
            [Experimental("EXP3")] public int Level { get; set; }
        }

        """;

    [TestCase("[Cache] static Task<New> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<Old> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<Oldest> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<Outer.Inner[]> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<(int Id, New New)> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<int> M([CacheIgnore] List<Old>? a, [CacheIgnore] New[]? b) => null!;", "M(null, null)")]
    [TestCase("[Cache] static Task<int> M(Holder a) => null!;", "M(new(1))")]
    [TestCase("[Cache(Each = \"ids\")] static Task<Dictionary<int, New>> M(int[] ids) => null!;", "M([])")]
    [TestCase("[Cache(Tags = [\"a:{a.Text}\", \"b:{a.Number}\"])] static Task<int> M([CacheIgnore] Holder a) => null!;", "M(new(1))")]
    [TestCase("[CacheEvict(Tags = [\"a:{a.Text}\", \"b:{a.Part.Number}\", \"{a.Number}\"])] static void M(Holder a) { }", "M(new(1))")]
    [TestCase("[CacheEvict(Tags = [\"a:{a.Id}\"])] static void M(Node a) { }", "M(new(1, null))")]
    [TestCase("[CacheEvict(Namespace = \"a\")] static Task M(Box<New[]> a) => null!;", "M(new())")]
    [TestCase("[Cache] static Task<T?> M<T>(int id) where T : Box<New> => null!;", "M<Box<New>>(1)")]
    [TestCase("[Cache] static Task<int> P(New a) => null!; [CachePut(\"P\")] static Task<int> M(New a) => null!;", "M(new(1))")]
    [TestCase("[NewCache] static Task<int> M(int id) => null!;", "M(1)")]
    [TestCase("[NewCache(For = typeof(Box<Oldest>), Level = 1)] static Task<int> M(int id) => null!;", "M(1)")]
    [TestCase("[Cache] static Task<int> M(int id, [FromKeyedServices(typeof(New))] Box<int> box) => null!;", "M(1, new())")]
    [TestCase(
        "class E<T> { [Cache] public static Task<int> P(int id) => null!; } " +
            "[CacheEvict(\"P\", Type = typeof(E<New>))] static Task M(int id) => null!;",
        "M(1)")]
    [TestCase("static Func<New, Task<Oldest>> F = null!;", "F.Cached(\"f\")")]
    public void Of_what_a_function_names(string members, string call) =>
        Assert.That(Weaver.Weave(Types + $"static class C {{ {members} static void N() {{ {call}; }} }}"), Is.Not.Empty);

    [Test]
    public void Of_a_receiver() => Assert.That(
        Weaver.Weave(Types +
            """
            public record Reader(int Id)
            {
                [Obsolete("old")] public int Age { get; init; }
                [Experimental("EXP1")] public int Size { get; init; }
                [Cache] public Task<int> FindAsync(int id) => Task.FromResult(id);
                public Task<int> M() => FindAsync(7);
            }
            """),
        Is.Not.Empty);

    [Test]
    public void Of_the_texts_of_types() => Assert.That(
        Weaver.Weave(Types.Replace("sealed record New(int Id)", "sealed class New", StringComparison.Ordinal) +
            """
            static class Texts
            {
                [CacheKeyText] public static string Of(Oldest value) => "";
                [CacheKeyText] public static string Of(New value) => "";
                [CacheKeyText, Experimental("EXP2")] public static string Of(Box<int> value) => "";
                [CacheKeyText, Obsolete] public static string Of(Box<Oldest> value) => "";
            }
            """),
        Does.ContainKey("KeyTexts.g.cs"));

    [Test]
    public void Of_the_members_of_arguments_of_endpoints() => Assert.That(
        Weaver.Weave(Types +
            """
            static class Program
            {
                static void Main() => WebApplication.Create().MapPost("/", [CacheEvict(Tags = ["{a.Text}", "{a.Number}", "{a.Part.Number}"])] (Holder a) => "");
                static void More() => WebApplication.Create().MapPost("/", [CacheEvict(Tags = ["{a.Id}"])] (New a) => "");
            }
            """),
        Does.ContainKey("TagMembers.g.cs"));

    [Test]
    public void An_interceptor_requires_of_its_callers_what_the_function_requires()
    {
        IReadOnlyDictionary<string, string> files = Weaver.Weave(
            """
            using System.Diagnostics.CodeAnalysis;

            [RequiresDynamicCode("code")]
            static class Users
            {
                [Cache, RequiresUnreferencedCode("reflection", Url = "here")] private static Task<int> FindAsync(int id) => Task.FromResult(id);
                [CacheEvict("FindAsync"), RequiresDynamicCode("own")] public static Task SaveAsync(int id) => Task.CompletedTask;
                public static Task M() => (FindAsync(1), SaveAsync(1)).Item2;
            }
            """);
        string found = files["Users_FindAsync.g.cs"];
        Assert.That(Occurrences(found, "RequiresUnreferencedCodeAttribute(\"reflection\", Url = \"here\")]"), Is.EqualTo(2));
        Assert.That(Occurrences(found, "RequiresDynamicCodeAttribute(\"code\")]"), Is.EqualTo(2));
        Assert.That(Occurrences(found, "UnconditionalSuppressMessage"), Is.EqualTo(3));
        Assert.That(Occurrences(files["Users_SaveAsync.g.cs"], "RequiresDynamicCodeAttribute(\"own\")]"), Is.EqualTo(1));
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
