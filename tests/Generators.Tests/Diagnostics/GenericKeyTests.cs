using CacheKit.Generators.Tests.Compiling;
using Microsoft.CodeAnalysis;

namespace CacheKit.Generators.Tests.Diagnostics;

[TestFixture]
internal sealed class GenericKeyTests() : AnalyzerTests(DiagnosticIds.GenericKey)
{
    private const string Types =
        """
        sealed record Page<T>(T Item);
        sealed record Id<T>(int Value);
        sealed record Filter(string Text);
        sealed class Order { }
        interface IRepository<TKey> { [Cache(60)] Task<string> FindAsync(TKey key); }
        static class Store
        {
            [Cache(60)] public static Task<string> FindAsync<T>(T id) => Task.FromResult("");
            [Cache(60)] public static Task<string> ListAsync<T>(this IReadOnlyCollection<T> ids) => Task.FromResult("");
            [Cache(60)] public static Task<string> PageAsync<T>(Page<T> page) => Task.FromResult("");
            [Cache(60)] public static Task<string> GetAsync<T>(Id<T> id) => Task.FromResult("");
            [Cache(60)] public static Task<T?> LoadAsync<T>(int id) => Task.FromResult<T?>(default);
        }
        """;

    [Test]
    public Task A_type_argument_without_a_text_is_found_at_the_call() => FiresAsync(
        """
        static class Caller
        {
            public static object M(Stream stream, Order order, Stream[] streams, IRepository<Order> orders, Page<Order> page) => new object[]
            {
                Store.[|FindAsync|](stream), Store.[|FindAsync|](order), streams.[|ListAsync|](), Store.[|ListAsync|](streams),
                Store.[|PageAsync|](page), Store.[|FindAsync|](new Filter("")), orders.[|FindAsync|](order),
            };
        }
        """,
        Types);

    [Test]
    public Task A_type_argument_with_a_text_or_outside_the_key_is_right() => IsSilentAsync(
        """
        static class Caller
        {
            public static object M<T>(T open, IRepository<Guid> orders) => new object[]
            {
                Store.FindAsync(7), Store.FindAsync("a"), Store.FindAsync((1, "a")), Store.FindAsync(new HashSet<int>()), Store.FindAsync(open), new[] { 1 }.ListAsync(),
                Store.PageAsync(new Page<int?>(1)), Store.GetAsync(new Id<Order>(1)), Store.LoadAsync<Order>(7), orders.FindAsync(Guid.Empty),
            };
        }
        """,
        Types);

    [Test]
    public async Task The_message_names_the_type_and_its_member()
    {
        Diagnostic[] diagnostics = await FiresAsync(
            "static class Caller { public static object M(Page<Page<Order>> page) => Store.[|PageAsync|](page); }", Types);
        Assert.That(
            diagnostics.Single().GetMessage(null),
            Is.EqualTo(
                "'PageAsync' puts values of 'Page<Order>' into its key in place of 'T', whose member 'Page.Item' of the type 'Order' " +
                    "has no stable text for a key. Pass what " +
                "identifies them, implement ICacheKey, or write a [CacheKeyText] method for the type."));
    }
}
