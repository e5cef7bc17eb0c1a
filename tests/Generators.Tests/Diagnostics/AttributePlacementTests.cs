using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

/// <summary>
/// Each attribute in each place that the compiler allows: it has an effect there, or a diagnostic reports that it has none.
/// </summary>
[TestFixture]
internal sealed class AttributePlacementTests() : AnalyzerTests(DiagnosticIds.DoesNothing)
{
    private static readonly string[] _ofEndpoints = ["VaryBy(Culture = true)", "CacheStatusCodes(404)"];
    private static readonly string[] _named = [.. _ofEndpoints, "CacheName(\"other\")"];
    private static readonly string[] _ofMethods = [.. _named, "Cache(60)", "CacheEvict(Namespace = \"a\")", "CachePut(\"Find\")"];

    [TestCaseSource(nameof(_ofEndpoints))]
    public Task A_setting_of_endpoints_on_a_function_is_found(string attribute) => FiresAsync(
        $$"""
        class Users
        {
            [[|{{attribute}}|]] public Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|{{attribute}}|], Cache(60)] public static Task<int> CountAsync(int id) => Task.FromResult(id);
        }

        interface IUsers
        {
            [Cache(60), [|{{attribute}}|]] Task<int> FindAsync(int id);
        }

        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [[|{{attribute}}|]] private Task<int> FindAsync(int id) => Task.FromResult(id);

            [Microsoft.AspNetCore.Mvc.NonAction, [|{{attribute}}|]] public Task<int> CountAsync(int id) => Task.FromResult(id);
        }
        """);

    [TestCaseSource(nameof(_ofEndpoints))]
    public Task A_setting_of_endpoints_on_a_class_without_endpoints_is_found(string attribute) => FiresAsync(
        $$"""
        [[|{{attribute}}|]]
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }

        [[|{{attribute}}|]]
        sealed record User(int Id);
        """);

    [TestCaseSource(nameof(_named))]
    public Task A_setting_on_the_handler_of_a_page_is_found(string attribute) => FiresAsync(
        $$"""
        public sealed class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
        {
            [[|{{attribute}}|]] public void OnGet() { }
        }
        """);

    [TestCaseSource(nameof(_named))]
    public Task A_setting_of_endpoints_where_there_is_one_is_right(string attribute) => IsSilentAsync(
        $$"""
        using Microsoft.AspNetCore.Mvc;
        using Microsoft.AspNetCore.Mvc.RazorPages;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [Cache(60), {{attribute}}] () => 1);
        var handler = [{{attribute}}] () => 2;
        app.MapGet("/two", handler).Cache(60);
        app.MapGet("/three", Pages.Three).Cache(60);
        app.MapGet("/four", (Delegate)Pages.Four).Cache(60);
        app.MapGet("/five", Five).Cache(60);
        app.Run();

        [{{attribute}}] static int Five() => 5;

        static class Pages
        {
            [{{attribute}}] public static int Three() => 3;
            [{{attribute}}] public static int Four() => 4;
        }

        [Cache(60), {{attribute}}]
        public sealed class UsersController : ControllerBase { [{{attribute}}] public int Find(int id) => id; }

        [Cache(60), {{attribute}}]
        public sealed class IndexModel : PageModel { public void OnGet() { } }

        [{{attribute}}]
        public abstract class ApiController : ControllerBase;
        """);

    [Test]
    public Task A_function_can_name_its_cache() => IsSilentAsync(
        """
        [CacheName("other")]
        static class Users
        {
            [Cache(60), CacheName("other")] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [TestCaseSource(nameof(_ofMethods))]
    public async Task An_attribute_of_methods_is_found_on_whatever_is_no_ordinary_method(string attribute)
    {
        Marked marked = new(
            $$"""
            class Users
            {
                public int Number { [[|{{attribute}}|]] get => 1; [[|{{attribute}}|]] set { } }

                public int this[int id] { [[|{{attribute}}|]] get => 1; }

                public event Action Changed { [[|{{attribute}}|]] add { } [[|{{attribute}}|]] remove { } }

                [[|{{attribute}}|]] public static Users operator +(Users a, Users b) => a;

                [[|{{attribute}}|]] public static implicit operator int(Users a) => 1;

                [[|{{attribute}}|]] ~Users() { }

                public Func<int, int> Lambda { get; } = [[|{{attribute}}|]] (int id) => id;

                public int Run()
                {
                    return Local(1);

                    [[|{{attribute}}|]] static int Local(int id) => id;
                }
            }

            interface IUsers
            {
                [[|{{attribute}}|]] static abstract Task<int> Find(int id);
            }
            """);
        Diagnostic[] all = await WebProject.AnalyzeAsync(WebProject.Compile(marked.Text));
        Diagnostic[] found = [.. all.Where(diagnostic => diagnostic.Id == DiagnosticIds.DoesNothing)];
        Assert.That(found.Select(diagnostic => diagnostic.Location.SourceSpan), Is.EqualTo(marked.Spans));
    }

    [Test]
    public Task An_ignored_parameter_that_is_in_no_key_is_found() => FiresAsync(
        """
        record Filter([[|CacheIgnore|]] string Text);

        class Users([[|CacheIgnore|]] string name)
        {
            public string Name => name;

            public Task<int> FindAsync(int id, [[|CacheIgnore|]] string trace) => Task.FromResult(id);

            public int this[[[|CacheIgnore|]] int id] => id;
        }

        interface IUsers { [Cache(60)] Task<int> FindAsync(int id, [CacheIgnore] string trace); }

        class MoreUsers : IUsers
        {
            public Task<int> FindAsync(int id, [[|CacheIgnore|]] string trace) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task An_ignored_parameter_of_a_key_is_right() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Mvc;

        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [Cache(60)] (int id, [CacheIgnore] string trace) => id);
        app.MapGet("/two", Pages.Two).Cache(60);
        app.Run();

        static class Pages { public static int Two(int id, [CacheIgnore] string trace) => id; }

        [Cache(60)]
        public sealed class UsersController : ControllerBase { public int Find(int id, [CacheIgnore] string trace) => id; }

        public delegate Task<int> Find(int id, [CacheIgnore] string trace);

        abstract class Store { [Cache(60)] public abstract Task<int> FindAsync(int id, [CacheIgnore] string trace); }

        sealed class Users : Store { public override Task<int> FindAsync(int id, [CacheIgnore] string trace) => Task.FromResult(id); }
        """);

    [TestCaseSource(nameof(_ofEndpoints))]
    public Task A_setting_of_a_handler_that_reaches_its_endpoint_as_a_delegate_is_right(string attribute) => IsSilentAsync(
        $$"""
        var app = WebApplication.CreateBuilder(args).Build();
        Delegate handler = Handlers.Find;
        foreach (Delegate each in new Delegate[] { handler, [Cache(60), {{attribute}}] () => 1 })
            app.MapGet("/", each);

        static class Handlers
        {
            [Cache(60), {{attribute}}] public static string Find() => "";
        }
        """);
}
