using System.Text;
using CacheKit.Payloads.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Payloads.Tests.Coders;

/// <summary>A cache with a coder for each of several types, some with transforms of their own.</summary>
internal sealed class TypedCoderTests : IAsyncDisposable
{
    // A forged length takes up to this much.
    private const int LongestPayload = 1_000_000;
    private const int MostMemory = 10_000_000;

    private readonly ByteStore _store = new();
    private readonly ServiceProvider _services;
    private readonly ICache _cache;

    public TypedCoderTests()
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddCacheKit(configure: options =>
        {
            options.Coder = new JsonCoder()
                .For<Order>(new MemoryPackCoder())
                .For<List<Order>>(new MessagePackCoder().Then(new ZstdCompression { MaxPayload = LongestPayload }))
                .For<Customer>(new ProtobufCoder().WithMaxPayload(100))
                .Then(new Lz4Compression { MaxPayload = LongestPayload });
            options.Store = new StoreOptions { Timeout = null };
        }).UseBackend(_store);
        _services = services.BuildServiceProvider();
        _cache = _services.GetRequiredService<ICache>();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Test]
    public async Task Values_of_all_types_are_found()
    {
        List<Order> orders = [.. Enumerable.Range(0, 100).Select(Order.Example)];
        await _cache.SetAsync("order", Order.Example(7));
        await _cache.SetAsync("orders", orders);
        await _cache.SetAsync("customer", new Customer("a reader", 7));
        await _cache.SetAsync("text", "text");
        Assert.That((await _cache.TryGetAsync<Order>("order")).Value, Is.EqualTo(Order.Example(7)));
        Assert.That((await _cache.TryGetAsync<List<Order>>("orders")).Value, Is.EqualTo(orders));
        Assert.That((await _cache.TryGetAsync<Customer>("customer")).Value, Is.EqualTo(new Customer("a reader", 7)));
        Assert.That((await _cache.TryGetAsync<string>("text")).Value, Is.EqualTo("text"));
    }

    [Test]
    public async Task A_mutated_payload_is_a_miss_or_a_value_of_each_type()
    {
        await _cache.SetAsync("order", Order.Example(1));
        await _cache.SetAsync("orders", new List<Order> { Order.Example(2), Order.Example(3) });
        await _cache.SetAsync("customer", new Customer("a reader", 7));
        await _cache.SetAsync("text", "text");
        byte[][] valid = [.. _store.Entries.Values];
        foreach (byte[] payload in Mutations.Of(valid))
        {
            await ReadAsync<Order>(payload);
            await ReadAsync<List<Order>>(payload);
            await ReadAsync<Customer>(payload);
            await ReadAsync<string>(payload);
        }
    }

    // Nested far deeper than any limit, closed or not, as objects and as arrays.
    [Test]
    public async Task A_mutated_deep_payload_of_JSON_is_a_miss_or_a_value()
    {
        byte[][] valid =
        [
            Nested("[", "]", 60), Nested("[", "]", 65), Nested("{\"Next\":", "}", 60), Nested("{\"Next\":", "}", 65),
            Nested("[", "]", 20_000), Nested("{\"Next\":", "}", 20_000), Nested("[{\"Next\":", "}]", 10_000), Nested("[", "", 100_000),
        ];
        var coder = new JsonCoder();
        int refused = 0;
        foreach (byte[] payload in Mutations.Of(valid))
        {
            refused += Refuses<Chain>(coder, payload);
            refused += Refuses<List<object>>(coder, payload);
            refused += Refuses<object>(coder, payload);
        }

        Assert.That(refused, Is.GreaterThan(Mutations.Count));
    }

    private async Task ReadAsync<T>(byte[] payload)
    {
        _store.Entries["::key"] = payload;
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            await _cache.TryGetAsync<T>("key");
        }
        catch (Exception exception)
        {
            Assert.Fail($"{typeof(T)} from {Convert.ToHexString(payload)}: {exception}");
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MostMemory), Convert.ToHexString(payload));
    }

    private static int Refuses<T>(JsonCoder coder, byte[] payload)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            coder.Decode<T>(payload);
            return 0;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or CoderMismatchException or ShapeMismatchException)
        {
            return 1;
        }
        finally
        {
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(MostMemory));
        }
    }

    private static byte[] Nested(string open, string close, int depth) =>
        Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, open, depth).Append("null").Insert((open.Length * depth) + 4, close, depth).ToString());

    private sealed class Chain
    {
        public Chain? Next { get; set; }
    }
}
