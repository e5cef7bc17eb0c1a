using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class UnwovenCallTests() : AnalyzerTests(DiagnosticIds.UnwovenCall)
{
    [TestCase(
        "static class Users { [Cache(60)] public static Task<string> FindAsync(UserId id) => Task.FromResult(\"\"); " +
            "} static class Caller { public static Task<string> M() => Users.[|FindAsync|](new UserId(7)); }",
        "public readonly record struct UserId(int Value);",
        "'UserId'",
        TestName = "A_call_with_a_type_that_another_generator_makes_is_found")]
    [TestCase(
        "static class Users { [Cache(60)] public static Task<UserView> FindAsync(int id) => Task.FromResult(new UserView(id)); " +
            "} static class Caller { public static Task<UserView> M() => Users.[|FindAsync|](7); }",
        "public sealed record UserView(int Id);",
        "'UserView'",
        TestName = "A_call_of_a_method_whose_result_another_generator_makes_is_found")]
    [TestCase(
        "static class Caller { public static Task<string> M() => Users.[|FindAsync|](7); }",
        "public static class Users { [CacheKit.Cache(60)] public static System.Threading.Tasks.Task<string> FindAsync(int id) " +
            "=> System.Threading.Tasks.Task.FromResult(\"\"); }",
        "'Task<string> Users.FindAsync(int id)'",
        TestName = "A_call_of_a_method_that_another_generator_makes_is_found")]
    [TestCase(
        "static class Users { [Short] public static Task<string> FindAsync(int id) => Task.FromResult(\"\"); " +
            "} static class Caller { public static Task<string> M() => Users.[|FindAsync|](7); }",
        "public sealed class ShortAttribute() : CacheKit.CacheAttribute(5);",
        "'ShortAttribute'",
        TestName = "A_call_of_a_method_whose_mark_another_generator_makes_is_found")]
    [TestCase(
        "partial class Users { public partial Task<string> FindAsync(int id); " +
            "} static class Caller { public static Task<string> M(Users users) => users.[|FindAsync|](7); }",
        "public partial class Users { [CacheKit.Cache(60)] public partial System.Threading.Tasks.Task<string> FindAsync(int " +
            "id) => System.Threading.Tasks.Task.FromResult(\"\"); }",
        "'Users'",
        TestName = "A_call_of_a_partial_method_that_another_generator_completes_is_found")]
    [TestCase(
        "static class Users { [Cache(60)] public static Task<string> FindAsync(int id) => Task.FromResult(\"\"); " +
            "[Cache(60)] public static Task<string> FindAsync(string id) => Task.FromResult(\"\"); " +
            "} static class Caller { public static Task<string> M() => Users.[|FindAsync|](Ids.First()); }",
        "public static class Ids { public static int First() => 1; }",
        "binds differently without them",
        TestName = "A_call_whose_overload_depends_on_what_another_generator_makes_is_found")]
    [TestCase(
        "static class Users { [Cache(60)] public static Task<string> FindAsync(Tenant tenant) => Task.FromResult(\"\"); " +
            "} partial class Tenant { } static class Caller { public static Task<string> M() => Users.[|FindAsync|](new Tenant()); " +
            "}",
        "public partial class Tenant : CacheKit.ICacheKey { public string CacheKey => \"\"; }",
        "'Tenant'",
        TestName = "A_call_with_a_key_that_another_generator_adds_is_found")]
    [TestCase(
        "static class Caller { public static Func<UserId, Task<string>> M(Func<UserId, Task<string>> find) => find.[|Cached|](\"users\"); }",
        "public readonly record struct UserId(int Value);",
        "'UserId'",
        TestName = "A_delegate_with_a_type_that_another_generator_makes_is_found")]
    public async Task What_another_generator_makes(string source, string other, string cause)
    {
        var marked = new Marked(source);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text), others: new OtherGenerator(other));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.UnwovenCall, marked.Spans.Single()) }));
        Assert.That(diagnostics[0].GetMessage(null), Does.Contain(cause));
    }

    [Test]
    public async Task A_call_that_is_not_written_with_its_name_is_found() => await FiresAsync(
        """
        sealed class Users
        {
            [Cache(60)] public Task<string> FindAsync(int id) => Task.FromResult("");

            public Task<string> M() => [|(this.FindAsync)(7)|];
        }

        sealed class Log : System.Collections.IEnumerable
        {
            [CacheEvict(Namespace = "log")] public void Add(int line) { }

            public System.Collections.IEnumerator GetEnumerator() => Array.Empty<int>().GetEnumerator();
        }

        static class Caller
        {
            public static Log N() => new() { [|1|] };
        }
        """);

    [Test]
    public Task A_call_that_the_compiler_makes_for_a_query_is_found() => FiresAsync(
        """
        sealed class Source
        {
            [CacheEvict(Tags = ["sources"])] public Source Select(Func<int, int> selector) => this;
        }

        static class Caller { public static Source M(Source source) => from n in source [|select n * 2|]; }
        """);

    [Test]
    public async Task A_call_with_a_dynamic_argument_is_found() => await FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<string> FindAsync(int id) => Task.FromResult("");

            public static Task<string> M(dynamic id) => [|FindAsync|](id);

            public static Task<string> N(dynamic id) => FindAsync((int)id);
        }
        """);

    [Test]
    public async Task A_call_with_a_ref_struct_as_a_type_argument_is_found() => await FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<string> FindAsync<T>(int id) where T : allows ref struct => Task.FromResult("");

            public static Task<string> M() => [|FindAsync<Span<int>>|](1);

            public static Task<string> N<T>() where T : allows ref struct => [|FindAsync<T>|](1);

            public static Task<string> O() => FindAsync<string>(1);
        }
        """);

    [Test]
    public async Task A_call_through_a_type_parameter_that_may_be_a_struct_is_found()
    {
        Diagnostic[] found = await FiresAsync(
            """
            interface ICounter { [CacheEvict(Tags = ["counters"])] void Add(int number); [Cache(60)] Task<int> GetAsync(int id); }

            abstract class Counter { [Cache(60)] public abstract Task<int> GetAsync(int id); }

            static class Caller
            {
                public static void M<T>(T counter) where T : ICounter => counter.[|Add|](1);

                public static Task<int>? N<T>(T? counter) where T : struct, ICounter => counter?.[|GetAsync|](1);

                public static void O<T>((int, T Counter)[] counters) where T : ICounter => counters[0].Counter.[|Add|](1);

                public static Task<int>? P<T>(T? counter) where T : class, ICounter => counter?.GetAsync(1);

                public static Task<int> Q<T, U>(T counter) where T : U where U : Counter => counter.GetAsync(1);

                public static void R<T>(T counter) where T : ICounter => ((ICounter)counter).Add(1);
            }
            """);
        Assert.That(
            found[0].GetMessage(null),
            Is.EqualTo(
                "This call of 'Add' does not go through the cache: 'T' may be a struct, and the call would change a copy of it. " +
                "Add the constraint 'class' to 'T', or cast the receiver to 'ICounter'"));
    }

    [Test]
    public async Task A_call_of_a_handler_that_can_be_no_function_is_found() => await FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users", Users.ListAsync);
        await Users.[|ListAsync|](new HttpClient());

        static class Users
        {
            [Cache(60)] public static Task<string> ListAsync(HttpClient client) => client.GetStringAsync("http://localhost");
        }
        """);

    [Test]
    public async Task A_call_of_a_library_whose_coder_is_internal_is_found()
    {
        PortableExecutableReference library = Library(
            """
            public static class Users { [Cache(60, Coder = typeof(Own))] public static Task<string> FindAsync(int id) => Task.FromResult(""); }

            sealed class Own : ICoder { public void Encode<T>(T value, System.Buffers.IBufferWriter<byte> output) { } public T? Decode<T>(ReadOnlySpan<byte> payload) => default; }
            """);
        var marked = new Marked("static class Caller { public static Task<string> M() => Users.[|FindAsync|](7); }");
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text).AddReferences(library));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.UnwovenCall, marked.Spans.Single()) }));
        Assert.That(diagnostics[0].GetMessage(null), Does.Contain("can't name 'Own'"));
    }

    [Test]
    public async Task A_call_of_a_library_that_has_only_an_alias_is_found()
    {
        var marked = new Marked(
            """
            extern alias Lib;

            static class Caller { public static Task<string> M() => Lib::Users.[|FindAsync|](7); }
            """);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(
            WebProject.Compile(marked.Text).AddReferences(Library("public static class Users { [Cache(60)] public static Task<string> FindAsync(int id) => null!; }", "Lib")));
        Assert.That(
            diagnostics.Select(diagnostic => (diagnostic.Id, diagnostic.Location.SourceSpan)),
            Is.EqualTo(new[] { (DiagnosticIds.UnwovenCall, marked.Spans.Single()) }));
        Assert.That(diagnostics[0].GetMessage(null), Does.EndWith("can't name 'Users': add the alias 'global' to the reference of 'Library'"));
    }

    [Test]
    public async Task A_call_of_a_library_that_has_an_alias_beside_global_is_woven() => Assert.That(
        await WebProject.AnalyzeAsync(
            WebProject.Compile("static class Caller { public static Task<string> M() => Users.FindAsync(7); }")
                .AddReferences(Library("public static class Users { [Cache(60)] public static Task<string> FindAsync(int id) => null!; }", "Lib", "global"))),
        Is.Empty);

    [Test]
    public Task Calls_that_are_deliberately_not_woven_raise_nothing() => IsSilentAsync(
        """
        interface IUsers { [Cache(60)] Task<string> FindAsync(int id); }

        class UsersBase { [Cache(60)] public virtual Task<string> LoadAsync(int id) => Task.FromResult(""); }

        sealed class Users : UsersBase { public override Task<string> LoadAsync(int id) => base.LoadAsync(id); }

        static class Caller
        {
            public static System.Linq.Expressions.Expression<Func<IUsers, Task<string>>> M() => users => users.FindAsync(7);
        }
        """);

    [Test]
    public async Task A_project_whose_calls_are_not_to_be_woven_is_silent()
    {
        Compilation compilation = WebProject.Compile("static class Users { [Cache(60)] public static Task<string> FindAsync(int id) => Task.FromResult(\"\"); public static Task<string> M() => FindAsync(7); }");
        Assert.That(await WebProject.AnalyzeAsync(compilation, new Dictionary<string, string> { ["build_property.CacheKitWeaving"] = "false" }), Is.Empty);
    }

    private static PortableExecutableReference Library(string source, params string[] aliases)
    {
        using var image = new MemoryStream();
        Assert.That(WebProject.Compile(source).WithAssemblyName("Library").Emit(image).Success, Is.True);
        return MetadataReference.CreateFromImage(image.ToArray(), new MetadataReferenceProperties(aliases: [.. aliases]));
    }
}
