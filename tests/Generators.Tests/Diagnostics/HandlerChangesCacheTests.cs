using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class HandlerChangesCacheTests() : AnalyzerTests(DiagnosticIds.HandlerChangesCache)
{
    [Test]
    public Task A_lambda_that_is_a_handler_and_evicts_the_entry_of_a_function_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", [[|CacheEvict("FindAsync")|], CacheEvict(Namespace = "users")] (int id) => Results.Ok());
        """);

    [Test]
    public Task A_lambda_that_is_a_handler_and_puts_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapPut("/users/{id}", [[|CachePut("FindAsync")|]] (int id) => id);
        """);

    [Test]
    public Task A_method_that_is_a_handler_and_evicts_the_entry_of_a_function_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", [|Users.Forget|]);

        static class Users
        {
            [Cache] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict(nameof(FindAsync))] public static void Forget(int id) { }
        }
        """);

    [Test]
    public Task An_action_that_evicts_or_puts_the_entry_of_a_function_is_found() => FiresAsync(
        """
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [[|CacheEvict("FindAsync")|]] public void Forget(int id) { }

            [[|CachePut("FindAsync")|]] public int Rename(int id) => id;
        }
        """);

    [Test]
    public Task A_handler_that_evicts_by_tags_or_a_namespace_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", [CacheEvict(Tags = ["user:{id}"], Namespace = "users")] (int id) => Results.Ok());
        app.MapPut("/users/{id}", Users.Rename);
        app.MapPost("/users", Post);

        [CacheEvict(Tags = ["user:{user.Id}"])] static void Post(User user) { }

        sealed record User(int Id);

        static class Users
        {
            [CacheEvict(Tags = ["user:{id}"])] public static void Rename(int id) { }
        }

        [CacheEvict(Namespace = "users")]
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [CacheEvict(Tags = ["user:{id}"])] public void Forget(int id) { }
        }

        [CacheEvict(Namespace = "users")]
        public sealed class UsersModel : Microsoft.AspNetCore.Mvc.RazorPages.PageModel;
        """);

    [Test]
    public Task A_handler_that_calls_a_method_that_evicts_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", (int id) => Users.Forget(id));

        static class Users
        {
            [Cache] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            [CacheEvict(nameof(FindAsync))] public static void Forget(int id) { }
        }
        """);
}
