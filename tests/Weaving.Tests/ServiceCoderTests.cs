using CacheKit.Weaving.Tests.Functions;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.Weaving.Tests;

/// <summary>Coders and key builders of functions are created from services, like those of endpoints.</summary>
[TestFixture]
internal sealed class ServiceCoderTests
{
    [SetUp]
    [TearDown]
    public void Forget() => CacheManager.Reset();

    [Test]
    public async Task A_coder_that_a_function_names_is_made_of_services()
    {
        var store = new RemoteStore(new InMemoryBackend());
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new Mark(42))
            .AddCacheKit()
            .UseBackend(store)
            .Services.BuildServiceProvider();
        CacheManager.Use(services);
        Marked.List(7);
        ReadOnlyMemory<byte>? payload = await ((ICacheBackend)store).GetAsync(CacheManager.For(() => Marked.List(7)).Key);
        Assert.That(payload?.Span[0], Is.EqualTo(42));
        Assert.That(Marked.List(7), Is.EqualTo(new[] { 7 }));
    }

    [Test]
    public async Task A_coder_that_is_registered_is_used_as_it_is()
    {
        var store = new RemoteStore(new InMemoryBackend());
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new MarkingCoder(new Mark(43)))
            .AddCacheKit()
            .UseBackend(store)
            .Services.BuildServiceProvider();
        CacheManager.Use(services);
        Marked.List(7);
        Assert.That((await ((ICacheBackend)store).GetAsync(CacheManager.For(() => Marked.List(7)).Key))?.Span[0], Is.EqualTo(43));
    }

    [Test]
    public async Task A_key_builder_that_a_function_names_is_made_of_services()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new Mark(42))
            .AddCacheKit("shop")
            .UseInMemory()
            .Services.BuildServiceProvider();
        CacheManager.Use(services);
        Assert.That(CacheManager.For(() => Marked.Number(7)).Key, Is.EqualTo("shop::42 7"));
    }

    [Test]
    public async Task So_is_one_that_is_asynchronous()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton(new Mark(42))
            .AddCacheKit("shop")
            .UseInMemory()
            .Services.BuildServiceProvider();
        CacheManager.Use(services);
        Assert.That(await CacheManager.For(() => Marked.NumberAsync(7)).GetKeyAsync(), Is.EqualTo("shop::42 7"));
    }

    [Test]
    public async Task A_service_that_is_missing_is_named()
    {
        await using ServiceProvider services = new ServiceCollection().AddCacheKit().UseInMemory().Services.BuildServiceProvider();
        CacheManager.Use(services);
        Assert.That(() => Marked.List(7), Throws.InvalidOperationException
            .With.Message.Contains("Marked.List can't be cached as declared: its Coder")
                .And.Message.Contains("MarkingCoder could not be created. Register it as a service")
            .And.InnerException.InnerException.Message.Contains(nameof(Mark)));
    }

    [Test]
    public void Without_services_a_coder_needs_a_constructor_without_parameters()
    {
        using var backend = new InMemoryBackend();
        CacheManager.Init(backend);
        Assert.That(() => Marked.List(7), Throws.InvalidOperationException.With.Message.Contains("Add a public parameterless constructor"));
    }
}
