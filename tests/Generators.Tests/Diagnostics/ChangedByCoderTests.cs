using CacheKit.Generators.Tests.Compiling;

namespace CacheKit.Generators.Tests.Diagnostics;

// JsonRulesTests tests which types are reported.
[TestFixture]
internal sealed class ChangedByCoderTests() : AnalyzerTests(DiagnosticIds.ChangedByCoder)
{
    private const string Types =
        """
        public class Order { public Customer? Customer { get; set; } }

        public class Customer { public List<string> Tags { get; } = []; }

        public sealed class Coder : ICoder
        {
            public void Encode<T>(T value, System.Buffers.IBufferWriter<byte> output) => throw new NotSupportedException();
            public T? Decode<T>(ReadOnlySpan<byte> payload) => default;
        }
        """;

    [Test]
    public async Task A_function_whose_result_JSON_changes_is_found_and_the_message_names_the_member()
    {
        string message = (await FiresAsync(
            """
            static class Orders
            {
                [[|Cache(60)|]] public static Task<IReadOnlyList<Order>> ListAsync() => Task.FromResult<IReadOnlyList<Order>>([]);
            }
            """,
            Types))[0].GetMessage(null);
        Assert.That(message, Is.EqualTo(
            "The value of 'ListAsync' can't be stored outside this process: 'Order.Customer.Tags' has no setter, and JSON doesn't fill "
            + "its existing collection. With such a store it is returned and not stored."));
    }

    [Test]
    public Task A_call_by_key_whose_value_JSON_changes_is_found() => FiresAsync(
        """
        static class Orders
        {
            public static ValueTask<Order> FindAsync(ICache cache, int id) => cache.[|GetOrCreateAsync|]($"{id}", _ => ValueTask.FromResult(new Order()));

            public static ValueTask<object> FindAnyAsync(int id) => CacheManager.[|GetOrCreateAsync<object>|]($"{id}", _ => ValueTask.FromResult<object>(1));

            public static ValueTask SaveAsync(ICache cache, Order order) => cache.[|SetAsync|]("a", order);
        }
        """,
        Types);

    [Test]
    public Task A_generic_function_is_judged_where_it_is_called() => FiresAsync(
        """
        static class Store
        {
            [Cache(60)] public static Task<List<T>> ListAsync<T>() => Task.FromResult(new List<T>());

            public static Task<List<Order>> OrdersAsync() => [|ListAsync<Order>|]();

            public static Task<List<int>> NumbersAsync() => ListAsync<int>();
        }
        """,
        Types);

    [Test]
    public Task Another_coder_is_trusted() => IsSilentAsync(
        """
        [Cache(Coder = typeof(Coder))]
        static class Orders
        {
            [Cache(60)] public static Task<Order> FindAsync(int id) => Task.FromResult(new Order());
        }

        static class Others
        {
            private static readonly CacheEntryOptions _options = new() { Coder = new Coder() };

            [Cache(60, Coder = typeof(Coder))] public static Task<Order> FindAsync(int id) => Task.FromResult(new Order());

            public static ValueTask SaveAsync(ICache cache, Order order) => cache.SetAsync("a", order, _options);
        }
        """,
        Types);

    [Test]
    public Task A_cache_with_another_coder_is_trusted() => IsSilentAsync(
        """
        CacheManager.Init(new InMemoryBackend(), "api", options => options.Coder = new Coder());
        await CacheManager.SetAsync("a", await Orders.FindAsync(1));

        static class Orders
        {
            [Cache(60)] public static Task<Order> FindAsync(int id) => Task.FromResult(new Order());
        }
        """,
        Types);

    [Test]
    public Task The_coder_of_an_entry_says_nothing_of_functions() => FiresAsync(
        """
        static class Orders
        {
            private static readonly CacheEntryOptions _options = new() { Coder = new Coder() };

            public static object Options => _options;

            [[|Cache(60)|]] public static Task<Order> FindAsync(int id) => Task.FromResult(new Order());
        }
        """,
        Types);

    [Test]
    public Task Endpoints_are_cached_as_the_bytes_of_their_responses() => IsSilentAsync(
        """
        using Microsoft.AspNetCore.Mvc;

        public sealed class OrdersController : ControllerBase
        {
            [Cache(60)] public Task<Order> FindAsync(int id) => Task.FromResult(new Order());
        }

        static class Pages
        {
            public static void Map(WebApplication app) => app.MapGet("/orders/{id}", FindAsync);

            [Cache(60)] private static Task<Order> FindAsync(int id) => Task.FromResult(new Order());
        }
        """,
        Types);
}
