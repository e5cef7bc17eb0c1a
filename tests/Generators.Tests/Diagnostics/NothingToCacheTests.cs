using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class NothingToCacheTests() : AnalyzerTests(DiagnosticIds.NothingToCache)
{
    [Test]
    public Task A_cached_method_without_a_result_is_found() => FiresAsync(
        """
        sealed class Users
        {
            [[|Cache(60)|]] public void Warm() { }

            [[|Cache(60)|]] public Task WarmAsync() => Task.CompletedTask;

            [[|CacheOneHour|]] public ValueTask WarmMoreAsync() => default;
        }
        """);

    [Test]
    public Task A_put_without_a_result_is_found() => FiresAsync(
        """
        sealed class Users
        {
            [Cache(60)] public Task<int> FindAsync(int id) => Task.FromResult(id);

            [[|CachePut(nameof(FindAsync))|]] public Task SaveAsync(int id) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task A_cached_method_with_a_result_is_right() => IsSilentAsync(
        """
        sealed class Users
        {
            [Cache(60)] public Task<int> FindAsync(int id) => Task.FromResult(id);

            [Cache(60)] public ValueTask<string?> NameAsync(int id) => default;

            [CacheEvict(nameof(FindAsync))] public Task RenameAsync(int id, string name) => Task.CompletedTask;
        }
        """);

    [Test]
    public Task A_handler_without_a_result_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users", Users.ListAsync);

        static class Users
        {
            [Cache(60)] public static Task ListAsync(HttpContext context) => context.Response.WriteAsync("all");
        }
        """);

    [Test]
    public Task An_action_without_a_result_is_right() => IsSilentAsync(
        """
        public sealed class UsersController : Microsoft.AspNetCore.Mvc.ControllerBase
        {
            [Cache(60)] public Task List() => Response.WriteAsync("all");
        }
        """);
}
