using System.Text;
using CacheKit.OutputCaching.Tests.Fakes;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.OutputCaching.Tests;

[TestFixture]
internal sealed class OutputCacheContentCoderTests
{
    private static readonly byte[] _bytes = Encoding.UTF8.GetBytes(new string('a', 10_000));

    [Test]
    public async Task The_payload_consists_of_the_bytes_of_the_response()
    {
        ReadOnlyMemory<byte> payload = await PayloadAsync(new JsonCoder());

        Assert.That(payload.ToArray(), Is.EqualTo(_bytes));
    }

    [Test]
    public async Task A_transform_of_the_cache_is_applied()
    {
        ReadOnlyMemory<byte> payload = await PayloadAsync(new JsonCoder().Then(new BrotliCompression()));

        Assert.That(payload.Length, Is.LessThan(_bytes.Length / 10));
    }

    [Test]
    public async Task A_payload_of_another_kind_is_a_miss()
    {
        await using TestBackend backend = await TestBackend.StartAsync(StoreKind.Payloads);
        await using ServiceProvider services = Build(backend, new JsonCoder());
        string key = $"{backend.Prefix}:output-cache:key";
        foreach (byte[] payload in new byte[][] { [0], [0xFF, (byte)'b', (byte)'y', .. "lz4 "u8, 1] })
        {
            await backend.Backend.SetAsync(key, payload, timeToLive: null);
            Assert.That(await services.GetRequiredService<IOutputCacheStore>().GetAsync("key", default), Is.Null);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> PayloadAsync(ICoder coder)
    {
        await using TestBackend backend = await TestBackend.StartAsync(StoreKind.Payloads);
        await using ServiceProvider services = Build(backend, coder);
        IOutputCacheStore store = services.GetRequiredService<IOutputCacheStore>();
        await store.SetAsync("key", _bytes, null, TimeSpan.FromMinutes(1), default);
        Assert.That(await store.GetAsync("key", default), Is.EqualTo(_bytes));
        return (await backend.Backend.GetAsync($"{backend.Prefix}:output-cache:key"))!.Value;
    }

    private static ServiceProvider Build(TestBackend backend, ICoder coder)
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        backend.AddTo(services, options => options.Coder = coder).AsOutputCacheStore();
        return services.BuildServiceProvider();
    }
}
