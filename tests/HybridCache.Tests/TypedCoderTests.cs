using System.Buffers;
using System.Text;
using CacheKit.Hybrid.Tests.Fakes;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace CacheKit.Hybrid.Tests;

/// <summary>The coder of the cache is chosen by type, and some types have a serializer of HybridCache.</summary>
internal sealed class TypedCoderTests
{
    private static readonly ICoder _cache = new JsonCoder()
        .For<List<int>>(new JsonCoder().Then(new BrotliCompression()))
        .For<Upper>(new JsonCoder().Then(new BrotliCompression()));

    [Test]
    public void Each_type_is_encoded_by_its_part()
    {
        ICoder coder = Create(_ => { });
        Assert.That(Encode(coder, "text"), Is.EqualTo("\"text\""));
        Assert.That(Encode(coder, new List<int> { 1 }), Does.StartWith("?bybr"));
        Assert.That(coder.Decode<List<int>>(Payload(coder, [1, 2])), Is.EqualTo(new[] { 1, 2 }));
    }

    [Test]
    public void A_registered_serializer_replaces_the_coder_of_the_part_and_keeps_its_transforms()
    {
        var serializer = new UpperSerializer("one ");
        ICoder coder = Create(services => services.AddSingleton<IHybridCacheSerializer<Upper>>(serializer));
        Assert.That(Encode(coder, new Upper { Text = "text" }), Does.StartWith("?bybr"));
        Assert.That(serializer.Written, Is.EqualTo(1));
    }

    private static ICoder Create(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        configure(services);
        return HybridCacheCoder.For(services.BuildServiceProvider(), _cache, 1_000, NullLogger.Instance);
    }

    private static string Encode<T>(ICoder coder, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(value, output);
        return Encoding.ASCII.GetString(output.WrittenSpan).TrimEnd(' ', '\t');
    }

    private static byte[] Payload(ICoder coder, List<int> value)
    {
        var output = new ArrayBufferWriter<byte>();
        coder.Encode(value, output);
        return output.WrittenSpan.ToArray();
    }
}
