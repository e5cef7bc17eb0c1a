using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class HandlerChangesCacheTests() : AnalyzerTests(DiagnosticIds.HandlerChangesCache)
{
    [Test]
    public Task A_lambda_that_is_a_handler_and_evicts_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", [[|CacheEvict(Namespace = "users")|]] (int id) => Results.Ok());
        """);

    [Test]
    public Task A_method_that_is_a_handler_and_evicts_is_found() => FiresAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", [|Users.Forget|]);

        static class Users
        {
            [CacheEvict(Tags = ["user:{id}"])] public static void Forget(int id) { }
        }
        """);

    [Test]
    public Task An_action_that_evicts_is_found() => FiresAsync(
        """
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [[|CacheEvict(Namespace = "users")|]] public void Forget(int id) { }
        }
        """);

    [Test]
    public Task A_handler_that_calls_a_method_that_evicts_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapDelete("/users/{id}", (int id) => Users.Forget(id));

        static class Users
        {
            [CacheEvict(Tags = ["user:{id}"])] public static void Forget(int id) { }
        }
        """);
}
