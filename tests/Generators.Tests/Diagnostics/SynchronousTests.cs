using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class SynchronousTests() : AnalyzerTests(DiagnosticIds.Synchronous)
{
    [Test]
    public Task A_synchronous_cached_method_is_found() => FiresAsync(
        """
        static class Users
        {
            [[|Cache(60)|]] public static string Find(int id) => "user";
        }
        """);

    [Test]
    public Task A_method_that_returns_a_task_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<string> FindAsync(int id) => Task.FromResult("user");

            [Cache(60)] public static ValueTask<string> NameAsync(int id) => new("user");

            [CacheEvict(Namespace = "users")] public static int Forget() => 1;
        }
        """);

    [Test]
    public Task A_synchronous_handler_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users/{id}", Users.Find);

        static class Users
        {
            [Cache(60)] public static string Find(int id) => "user";
        }
        """);
}
