using System.Security.Cryptography;
using CacheKit.Payloads.Tests.Fakes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Payloads.Tests.Backends;

/// <summary>A backend with transforms reads stored bytes that were damaged or forged.</summary>
[TestFixture("brotli")]
[TestFixture("lz4")]
[TestFixture("zstd")]
[TestFixture("aes")]
[TestFixture("brotli aes")]
[TestFixture("data protection")]
internal sealed class TransformedBackendTests(string transforms) : IDisposable
{
    private const string Key = "app::key";

    private readonly InMemoryBackend _store = new();

    // Without an encryption nothing tells a forged payload from a valid one.
    private bool IsEncrypted => transforms is "aes" or "brotli aes" or "data protection";

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_mutated_entry_is_absent_or_has_a_payload_and_can_be_added_or_replaced()
    {
        ICacheBackend backend = Create();
        IConditionalBackend conditional = backend.FindCapability<IConditionalBackend>()!;
        byte[][] payloads = [[], [7], Fakes.Payloads.Text(300), Fakes.Payloads.Text(5_000)];
        byte[][] stored = [.. await StoredAsync(backend, Key, payloads), .. await StoredAsync(backend, "app::other", payloads)];
        int absent = 0;
        foreach (byte[] mutated in Mutations.Of(stored))
        {
            await _store.SetAsync(Key, mutated, null);
            ReadOnlyMemory<byte>? read = await backend.GetAsync(Key);
            if (read is not { } payload)
            {
                absent++;
                Assert.That(await conditional.AddAsync(Key, new byte[] { 1 }, null), Is.True);
                continue;
            }

            Assert.That(!IsEncrypted || payloads.Any(one => payload.Span.SequenceEqual(one)), Is.True);
            Assert.That(payload.Length, Is.LessThanOrEqualTo(new BrotliCompression().MaxPayload));
            Assert.That(await conditional.ReplaceAsync(Key, payload, new byte[] { 1 }, null), Is.True);
        }

        Assert.That(absent, Is.GreaterThan(Mutations.Count / 4));
    }

    [Test]
    public async Task A_cache_reads_a_mutated_entry_as_a_miss_or_a_value()
    {
        ICacheBackend backend = Create();
        var services = new ServiceCollection();
        services.AddCacheKit("app", options => options.Store = new StoreOptions { Timeout = null }).UseBackend(backend);
        await using ServiceProvider provider = services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        Order[] orders = [Order.Example(1), Order.Example(2) with { Note = new string('x', 2_000) }];
        var stored = new List<byte[]>();
        foreach (CacheEntryOptions? options in (CacheEntryOptions?[])[null, new CacheEntryOptions { Tags = ["tag"] }])
        {
            foreach (Order order in orders)
            {
                await cache.SetAsync("key", order, options);
                stored.Add((await _store.GetAsync(Key))!.Value.ToArray());
            }
        }

        foreach (byte[] mutated in Mutations.Of([.. stored]))
        {
            await _store.SetAsync(Key, mutated, null);
            CacheResult<Order> read = await cache.TryGetAsync<Order>("key");
            Assert.That(!IsEncrypted || !read.HasValue || orders.Contains(read.Value), Is.True);
        }
    }

    [Test]
    public async Task A_mutated_record_of_a_tag_or_a_lease_is_read()
    {
        ICacheBackend backend = Create();
        foreach (string key in (string[])["app:%tags:tag", "app:%leases:key"])
        {
            byte[][] stored = [.. await StoredAsync(backend, key, ["0123456789abcdef"u8.ToArray(), Fakes.Payloads.Text(300)])];
            foreach (byte[] mutated in Mutations.Of(stored))
            {
                await _store.SetAsync(key, mutated, null);
                Assert.That(await backend.GetAsync(key), Is.Not.Null);
            }
        }
    }

    private async Task<List<byte[]>> StoredAsync(ICacheBackend backend, string key, byte[][] payloads)
    {
        var stored = new List<byte[]>();
        foreach (byte[] payload in payloads)
        {
            await backend.SetAsync(key, payload, null);
            stored.Add((await _store.GetAsync(key))!.Value.ToArray());
        }

        return stored;
    }

    private ICacheBackend Create() => transforms switch
    {
        "brotli" => _store.Then(new BrotliCompression { MinPayload = 0 }),
        "lz4" => _store.Then(new Lz4Compression { MinPayload = 0 }),
        "zstd" => _store.Then(new ZstdCompression { MinPayload = 0 }),
        "aes" => _store.Then(NewEncryption()),
        "brotli aes" => _store.Then(new BrotliCompression { MinPayload = 0 }).Then(NewEncryption()),
        _ => _store.Then(new DataProtectionEncryption(new EphemeralDataProtectionProvider())),
    };

    private static PayloadEncryption NewEncryption() => new(keys => keys.Add("2026-11", RandomNumberGenerator.GetBytes(32)));
}
