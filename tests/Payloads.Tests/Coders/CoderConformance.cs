using System.Buffers;
using CacheKit.Payloads.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheKit.Payloads.Tests.Coders;

/// <summary>What holds for the coder of each package.</summary>
internal abstract class CoderConformance(ICoder coder)
{
    private static readonly ICoder[] _others = [new JsonCoder(), new MemoryPackCoder(), new MessagePackCoder(), new ProtobufCoder()];

    [TestCase(1)]
    [TestCase(-7)]
    public void A_number_comes_back(int number) => Assert.That(RoundTrip(number), Is.EqualTo(number));

    [TestCase("")]
    [TestCase("größe \U0001F600")]
    [TestCase(null)]
    public void A_string_comes_back(string? text) => Assert.That(RoundTrip(text), Is.EqualTo(text));

    [Test]
    public void A_record_comes_back_with_its_members() => Assert.That(RoundTrip(Order.Example(7)), Is.EqualTo(Order.Example(7)));

    [Test]
    public void A_record_with_nulls_comes_back()
    {
        Order order = Order.Example(7) with { Note = null, Customer = null };
        Assert.That(RoundTrip(order), Is.EqualTo(order));
    }

    [Test]
    public void Null_comes_back()
    {
        Assert.That(RoundTrip<Order?>(null), Is.Null);
        Assert.That(RoundTrip<List<Order>?>(null), Is.Null);
        Assert.That(RoundTrip<int?>(null), Is.Null);
        Assert.That(RoundTrip<byte[]?>(null), Is.Null);
    }

    [TestCase(1)]
    [TestCase(100)]
    public void Collections_come_back(int count)
    {
        Order[] orders = [.. Enumerable.Range(0, count).Select(Order.Example)];
        Assert.That(RoundTrip(orders), Is.EqualTo(orders));
        Assert.That(RoundTrip(orders.ToList()), Is.EqualTo(orders));
        Assert.That(RoundTrip(orders.ToDictionary(order => order.Id)), Is.EqualTo(orders.ToDictionary(order => order.Id)));
    }

    [Test]
    public void An_empty_list_comes_back() => Assert.That(RoundTrip(new List<Order>()), Is.Empty.And.Not.Null);

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(100_000)]
    public void Bytes_come_back(int length) => Assert.That(RoundTrip(Fakes.Payloads.Noise(length)), Is.EqualTo(Fakes.Payloads.Noise(length)));

    [Test]
    public void A_payload_of_any_other_coder_is_of_another_coder()
    {
        foreach (ICoder other in _others.Where(other => other.GetType() != coder.GetType()))
        {
            byte[] payload = Encode(other, Order.Example(7));
            byte[] own = Encode(coder, Order.Example(7));
            Assert.That(() => coder.Decode<Order>(payload), Throws.InstanceOf<CoderMismatchException>(), $"of {other.GetType().Name}");
            Assert.That(() => other.Decode<Order>(own), Throws.InstanceOf<CoderMismatchException>(), $"by {other.GetType().Name}");
        }
    }

    // As [Cache(Coder = typeof(...))] creates it, without and with services.
    [Test]
    public void An_attribute_can_name_the_coder()
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        foreach (object created in new[] { Activator.CreateInstance(coder.GetType())!, ActivatorUtilities.CreateInstance(services, coder.GetType()) })
            Assert.That(((ICoder)created).Decode<Order>(Encode(coder, Order.Example(7))), Is.EqualTo(Order.Example(7)));
    }

    [Test]
    public async Task A_cache_finds_what_it_has_stored_and_stores_nothing_twice()
    {
        var store = new ByteStore();
        await using ServiceProvider services = Services(store, coder);
        ICache cache = services.GetRequiredService<ICache>();
        for (int i = 0; i < 200; i++)
        {
            await cache.GetOrCreateAsync($"order {i}", _ => ValueTask.FromResult(Order.Example(i)));
            Assert.That((await cache.TryGetAsync<Order>($"order {i}")).Value, Is.EqualTo(Order.Example(i)));
        }

        Assert.That(store.Writes, Is.EqualTo(200));
    }

    [Test]
    public async Task Compressed_payloads_come_back()
    {
        var store = new ByteStore();
        await using ServiceProvider services = Services(store, coder.Then(new ZstdCompression()));
        ICache cache = services.GetRequiredService<ICache>();
        List<Order> orders = [.. Enumerable.Range(0, 100).Select(Order.Example)];
        await cache.SetAsync("orders", orders);
        Assert.That((await cache.TryGetAsync<List<Order>>("orders")).Value, Is.EqualTo(orders));
        Assert.That(store.Entries.Single().Value, Has.Length.LessThan(Encode(coder, orders).Length / 2));
    }

    [Test]
    public async Task A_mutated_payload_is_a_miss_or_a_value_and_no_exception()
    {
        var store = new ByteStore();
        await using ServiceProvider services = Services(store, coder);
        ICache cache = services.GetRequiredService<ICache>();
        byte[][] valid = [Encode(coder, Order.Example(1)), Encode(coder, Order.Example(-1) with { Note = new string('n', 300) })];
        foreach (byte[] payload in Mutations.Of(valid))
        {
            store.Entries["::key"] = payload;
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.That(async () => await cache.TryGetAsync<Order>("key"), Throws.Nothing);
            Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(10_000_000), Convert.ToHexString(payload));
        }
    }

    protected T? RoundTrip<T>(T value) => coder.Decode<T>(Encode(coder, value));

    protected static byte[] Encode<T>(ICoder coder, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static ServiceProvider Services(ICacheBackend store, ICoder coder)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.ClearProviders());
        services.AddCacheKit(configure: options =>
        {
            options.Coder = coder;
            options.Store = new StoreOptions { Timeout = null };
        }).UseBackend(store);
        return services.BuildServiceProvider();
    }
}
