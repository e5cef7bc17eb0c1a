using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class DoesNothingTests() : AnalyzerTests(DiagnosticIds.DoesNothing)
{
    [Test]
    public Task A_local_function_that_is_cached_is_found() => FiresAsync(
        """
        static class Users
        {
            public static async Task<int> CountAsync()
            {
                return await FindAsync(7);

                [[|Cache(60)|]] static async Task<int> FindAsync(int id) => await Task.FromResult(id);
            }
        }
        """);

    [Test]
    public Task A_cached_lambda_that_is_no_handler_is_found() => FiresAsync(
        """
        static class Users
        {
            public static Func<int, int> Finder { get; } = [[|Cache(60)|]] (int id) => id;
        }
        """);

    [Test]
    public Task A_lambda_that_evicts_is_found() => FiresAsync(
        """
        static class Users
        {
            public static void Run() => Task.Run([[|CacheEvict(Namespace = "users")|]] () => 1);
        }
        """);

    [Test]
    public Task A_cached_property_is_found() => FiresAsync(
        """
        static class Users
        {
            public static int Count { [[|Cache|]] get => 1; }
        }
        """);

    [Test]
    public Task A_cached_operator_is_found() => FiresAsync(
        """
        sealed record Money(int Cents)
        {
            [[|Cache|]] public static Money operator +(Money a, Money b) => new(a.Cents + b.Cents);
        }
        """);

    [Test]
    public Task A_handler_of_a_page_that_evicts_is_found() => FiresAsync(
        """
        public sealed class UsersModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
        {
            [[|CacheEvict(Namespace = "users")|]] public void OnPost() { }
        }
        """);

    [Test]
    public Task A_class_that_evicts_and_has_no_endpoints_is_found() => FiresAsync(
        """
        [[|CacheEvict(Namespace = "users")|]]
        sealed class Users
        {
            public void Forget() { }
        }
        """);

    [Test]
    public Task A_cached_handler_of_a_page_is_found() => FiresAsync(
        """
        public sealed class IndexModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel
        {
            [[|Cache(60)|]] public void OnGet() { }
        }
        """);

    [Test]
    public Task A_cached_method_of_an_extension_block_is_found() => FiresAsync(
        """
        static class Users
        {
            extension(int id)
            {
                [[|Cache(60)|]] public Task<int> FindAsync() => Task.FromResult(id);
            }
        }
        """);

    [Test]
    public Task A_lambda_that_is_a_handler_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", [Cache(60)] () => new { hello = "world" });
        app.MapGet("/users/{id}", [CacheOneHour] (int id) => id).VaryBy(culture: true);
        app.MapGroup("/group").MapMethods("/x", ["GET"], [Cache] (HttpContext context) => Task.CompletedTask);
        app.MapGet("/raw", [Cache(60)] async (context) => await context.Response.WriteAsync("raw"));
        app.Run();
        """);

    [Test]
    public Task A_lambda_that_reaches_its_endpoint_in_a_variable_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        var handler = [Cache(60)] (int id) => id;
        app.MapGet("/", handler);
        """);

    [Test]
    public Task A_local_function_that_is_a_handler_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/", Hello);

        [Cache(60)] static string Hello() => "world";
        """);

    [Test]
    public Task A_cached_static_abstract_method_is_found() => FiresAsync(
        """
        interface IUsers
        {
            [[|Cache(60)|]] static abstract Task<int> FindAsync(int id);
        }
        """);

    [Test]
    public async Task The_name_of_a_cache_on_a_function_that_is_not_marked_is_found() => Assert.That(
        (await FiresAsync(
            """
            static class Users
            {
                [[|CacheName("users")|]] public static Task<int> FindAsync(int id) => Task.FromResult(id);
            }
            """))[0].GetMessage(null),
        Is.EqualTo("[CacheName] on the function 'FindAsync' does nothing: it needs [Cache], [CachePut] or [CacheEvict] beside it"));

    [Test]
    public async Task So_is_the_name_of_a_cache_in_a_project_without_endpoints()
    {
        CSharpCompilation compilation = WebProject.Compile(
            """
            static class Users
            {
                [CacheName("users")] public static Task<int> FindAsync(int id) => Task.FromResult(id);

                [Cache, CacheName("users")] public static Task<int> CountAsync(int id) => Task.FromResult(id);
            }
            """);
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(compilation.WithReferences(
            WebProject.References.Where(reference => Path.GetFileName(reference.Display) != "CacheKit.AspNetCore.dll")));
        Assert.That(diagnostics.Select(diagnostic => diagnostic.GetMessage(null)), Is.EqualTo(new[]
        {
            "[CacheName] on the function 'FindAsync' does nothing: it needs [Cache], [CachePut] or [CacheEvict] beside it",
        }));
    }

    [Test]
    public Task The_name_of_a_cache_on_a_type_without_a_marked_method_is_found() => FiresAsync(
        """
        [[|CacheName("users")|]] static class Users
        {
            public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }

        [[|CacheName("users")|]] interface IUsers
        {
            Task<int> FindAsync(int id);
        }
        """);

    [Test]
    public Task The_name_of_a_cache_of_what_is_marked_or_mapped_is_right() => IsSilentAsync(
        """
        WebApplication.CreateBuilder(args).Build().MapGet("/users/{id}", Handlers.Find).Cache(60);

        [CacheName("users")] static class Users
        {
            [CacheEvict(Tags = ["user:{id}"])] public static void Forget(int id) { }
        }

        static class Handlers
        {
            [CacheName("users")] public static string Find(int id) => $"user {id}";
        }

        [CacheName("users")] class Repository
        {
            [CacheName("one")] public virtual Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);
}
