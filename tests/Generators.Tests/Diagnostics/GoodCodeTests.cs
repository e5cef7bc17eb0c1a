using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

// Documentation.Tests checks the code in the documentation.
[TestFixture]
internal sealed class GoodCodeTests
{
    [Test]
    public async Task The_sample_raises_nothing()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(Checkout.Sources("samples/QuickStart")));
        Assert.That(diagnostics, Is.Empty);
    }

    [Test]
    public async Task Code_that_mentions_nothing_of_ours_raises_nothing()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(
            """
            using System.Collections.Concurrent;

            var app = WebApplication.CreateBuilder(args).Build();
            var orders = new Orders(TimeProvider.System);
            app.MapGet("/orders/{id}", async (int id) => await orders.FindAsync(id));
            app.MapPost("/orders", orders.AddAsync).RequireAuthorization();
            app.MapGroup("/admin").RequireAuthorization().MapDelete("/orders", () => orders.Clear());
            app.Run();

            sealed record Order(int Id, DateTimeOffset Made);

            interface IOrders
            {
                Task<Order?> FindAsync(int id);
            }

            sealed class Orders(TimeProvider time) : IOrders
            {
                private readonly ConcurrentDictionary<int, Order> _orders = [];

                public Task<Order?> FindAsync(int id) => Task.FromResult(_orders.GetValueOrDefault(id));

                public Task AddAsync(int id)
                {
                    _orders[id] = new Order(id, time.GetUtcNow());
                    return Task.CompletedTask;
                }

                public void Clear() => _orders.Clear();

                public IEnumerable<Order> All() => _orders.Keys.Select(Find);

                private Order Find(int id)
                {
                    return Local(id);

                    Order Local(int key) => _orders[key];
                }
            }
            """));
        Assert.That(diagnostics, Is.Empty);
    }

    [Test]
    public async Task A_project_of_marked_methods_of_all_kinds_raises_nothing()
    {
        Diagnostic[] diagnostics = await WebProject.AnalyzeAsync(WebProject.Compile(
            """
            var app = WebApplication.CreateBuilder(args).Build();
            app.MapGet("/users/{id}", [Cache(60, Namespace = "pages")] async (int id, IUsers users) => Results.Ok(await users.FindAsync(id, default)));
            app.MapGet("/about", Pages.About).Cache(3600);
            app.MapPost("/users/{id}", async (int id, string name, IUsers users) => await users.RenameAsync(id, name));
            app.Run();

            static class Pages
            {
                [CacheOneHour] public static IResult About(HttpContext context, HttpClient client) => Results.Text("about");
            }

            public sealed record User(int Id, string Name);

            public sealed class ShortAttribute() : CacheAttribute(5);

            [Cache(300, Namespace = "users", Tags = ["users"])]
            public interface IUsers
            {
                [Cache(Tags = ["user:{id}"])] Task<User?> FindAsync(int id, CancellationToken cancellationToken);

                [Short] ValueTask<IReadOnlyList<User>> ListAsync(string[] names, int? page = null);

                [CachePut(nameof(FindAsync)), CacheEvict(Tags = ["user:{id}"])] Task<User?> RenameAsync(int id, string name);

                [CacheEvict(nameof(FindAsync)), CacheEvict(Namespace = "users", Before = true)] ValueTask<bool> RemoveAsync(int id);
            }

            abstract class Store<TKey, TValue> where TKey : notnull
            {
                [Cache] public virtual async Task<TValue?> GetAsync(TKey key, CancellationToken cancellationToken) => await LoadAsync(key);

                [CacheEvict(nameof(GetAsync))] public virtual Task ForgetAsync(TKey key) => Task.CompletedTask;

                [Cache] protected abstract Task<TValue?> LoadAsync(TKey key);
            }

            sealed class Users : Store<int, User>
            {
                public override Task<User?> GetAsync(int key, CancellationToken cancellationToken) => base.GetAsync(key, cancellationToken);

                protected override Task<User?> LoadAsync(int key) => Task.FromResult<User?>(new User(key, "a reader"));
            }

            static class Numbers
            {
                [Cache(60)] public static async Task<long> FibonacciAsync(this int n) =>
                    n < 2 ? n : await FibonacciAsync(n - 1) + await FibonacciAsync(n - 2);

                [Cache(60)] private static Task<(T First, int Count)> FirstAsync<T>(params T[] items) where T : struct => Task.FromResult((items[0], items.Length));

                public static Task<(int First, int Count)> OneAsync() => FirstAsync(1, 2);
            }

            readonly record struct Point(int X, int Y)
            {
                [Cache(60)] public Task<double> LengthAsync(Point from) => Task.FromResult(Math.Sqrt(X - from.X + Y));
            }
            """));
        Assert.That(diagnostics, Is.Empty);
    }
}
