using System.Text.Json;
using System.Text.Json.Serialization;
using CacheKit.Conformance;
using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Hybrid.Tests;

[TestFixture(typeof(MicrosoftLevels))]
[TestFixture(typeof(CacheKitLevels))]
internal sealed class HybridCacheCoderTests<TSetup> : HybridCacheFixture<TSetup>
    where TSetup : IHybridCacheSetup
{
    private readonly UpperSerializer _one = new("one ");
    private readonly UpperSerializer _two = new("two ");

    [Test]
    public async Task The_serializer_of_a_type_encodes_its_values()
    {
        HybridCache cache = CreateWith(services => services.AddSingleton<IHybridCacheSerializer<Upper>>(_one));

        Assert.That(await WriteAndReadAsync(cache), Is.EqualTo("text"));
        Assert.That(_one.Written, Is.Positive);
    }

    [Test]
    public async Task A_serializer_of_a_type_comes_before_factories()
    {
        HybridCache cache = CreateWith(services => services
            .AddSingleton<IHybridCacheSerializer<Upper>>(_one)
            .AddSingleton<IHybridCacheSerializerFactory>(new UpperSerializerFactory(_two)));

        Assert.That(await WriteAndReadAsync(cache), Is.EqualTo("text"));
        Assert.That(_one.Written, Is.Positive);
        Assert.That(_two.Written, Is.Zero);
    }

    [Test]
    public async Task The_last_factory_comes_first()
    {
        HybridCache cache = CreateWith(services => services
            .AddSingleton<IHybridCacheSerializerFactory>(new UpperSerializerFactory(_one))
            .AddSingleton<IHybridCacheSerializerFactory>(new UpperSerializerFactory(_two)));

        Assert.That(await WriteAndReadAsync(cache), Is.EqualTo("text"));
        Assert.That(_one.Written, Is.Zero);
        Assert.That(_two.Written, Is.Positive);
    }

    [Test]
    public async Task A_factory_that_does_not_support_a_type_is_skipped()
    {
        HybridCache cache = CreateWith(services => services.AddSingleton<IHybridCacheSerializerFactory>(new UpperSerializerFactory(_one)));
        await cache.SetAsync("key", "value");

        Assert.That(await PeekAsync(cache, "key", HybridCacheEntryFlags.DisableLocalCacheRead), Is.EqualTo("value"));
    }

    [TestCase(typeof(IHybridCacheSerializer<>))]
    [TestCase(typeof(IHybridCacheSerializer<Upper>))]
    public async Task Registered_options_of_the_JSON_serializer_apply(Type key)
    {
        var converter = new CountingConverter();
        var options = new JsonSerializerOptions { Converters = { converter } };
        HybridCache cache = CreateWith(services => services.AddKeyedSingleton<JsonSerializerOptions>(key, options));

        Assert.That(await WriteAndReadAsync(cache), Is.EqualTo("text"));
        Assert.That(converter.Written, Is.Positive);
    }

    private HybridCache CreateWith(Action<IServiceCollection> services) => Create(new HybridCacheSettings { Services = services });

    // Reads what the shared store has.
    private static async Task<string> WriteAndReadAsync(HybridCache cache)
    {
        await cache.SetAsync("key", new Upper { Text = "text" });
        Upper? read = null;
        await Poll.UntilAsync(async () =>
        {
            read = await cache.GetOrCreateAsync<Upper?>(
                "key",
                _ => throw new InvalidOperationException("The factory was called."),
                With(HybridCacheEntryFlags.DisableLocalCache | HybridCacheEntryFlags.DisableUnderlyingData));
            return read is not null;
        });
        return read!.Text;
    }

    private sealed class CountingConverter : JsonConverter<Upper>
    {
        public int Written { get; private set; }

        public override Upper Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new() { Text = reader.GetString()! };

        public override void Write(Utf8JsonWriter writer, Upper value, JsonSerializerOptions options)
        {
            Written++;
            writer.WriteStringValue(value.Text);
        }
    }
}
