using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class DelegateOfMarkedTests() : AnalyzerTests(DiagnosticIds.DelegateOfMarked)
{
    [Test]
    public Task A_cached_method_as_a_delegate_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static IEnumerable<Task<int>> All(int[] ids) => ids.Select([|FindAsync|]);
        }
        """);

    [Test]
    public Task A_method_that_evicts_as_a_delegate_is_found() => FiresAsync(
        """
        sealed class Users
        {
            [CacheEvict(Namespace = "users")] public void Forget() { }

            public Action Forgetting() => [|this.Forget|];
        }
        """);

    [Test]
    public Task A_lambda_that_calls_the_method_is_right() => IsSilentAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static IEnumerable<Task<int>> All(int[] ids) => ids.Select(id => FindAsync(id));

            public static string Name => nameof(FindAsync);
        }
        """);

    [Test]
    public Task A_cached_method_as_a_handler_is_right() => IsSilentAsync(
        """
        var app = WebApplication.CreateBuilder(args).Build();
        app.MapGet("/users/{id}", Users.FindAsync);

        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_delegate_that_is_cached_itself_is_right() => IsSilentAsync(
        """
        namespace CacheKit
        {
            static class CachedDelegates
            {
                public static TDelegate Cached<TDelegate>(this TDelegate function, string name) => function;
            }
        }

        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static Func<int, Task<int>> Finder => CachedDelegates.Cached<Func<int, Task<int>>>(FindAsync, "users");
        }
        """);

    [TestCase("app.MapGet(\"/\", args.Length > 0 ? Users.FindAsync : Users.FindAsync);")]
    [TestCase("foreach (Delegate handler in new Delegate[] { Users.FindAsync }) app.MapGet(\"/\", handler);")]
    [TestCase("Func<int, Task<int>> find = args.Length > 0 ? Users.FindAsync : id => Task.FromResult(id); app.MapGet(\"/\", find);")]
    public Task A_cached_method_that_becomes_a_handler_is_right(string statement) => IsSilentAsync(
        $$"""
        var app = WebApplication.CreateBuilder(args).Build();
        {{statement}}

        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);
        }
        """);

    [Test]
    public Task A_cached_method_as_an_object_is_found() => FiresAsync(
        """
        static class Users
        {
            [Cache(60)] public static Task<int> FindAsync(int id) => Task.FromResult(id);

            public static object Finder => [|FindAsync|];
        }
        """);
}
