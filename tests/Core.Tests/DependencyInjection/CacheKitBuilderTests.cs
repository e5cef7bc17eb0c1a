using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.DependencyInjection;

[TestFixture]
internal sealed class CacheKitBuilderTests
{
    private readonly ServiceCollection _services = [];

    [Test]
    public async Task Memory_is_put_in_front_of_the_store_that_was_chosen()
    {
        var store = new RecordingBackend();
        _services.AddCacheKit().UseBackend(store).WithMemory(options => options.LocalExpiration = TimeSpan.FromMinutes(1));
        await using ServiceProvider provider = _services.BuildServiceProvider();

        var cache = (Cache)provider.GetRequiredService<ICache>();

        var tiers = (TieredBackend)cache.Backend;
        Assert.That(tiers.Remote, Is.SameAs(store));
        Assert.That(tiers.Local, Is.InstanceOf<InMemoryBackend>());
        Assert.That(await cache.GetOrCreateAsync("key", _ => new ValueTask<string>("value")), Is.EqualTo("value"));
        Assert.That(await cache.GetOrCreateAsync("key", _ => new ValueTask<string>("other")), Is.EqualTo("value"));
        Assert.That(store.CountOf(RecordingBackend.Get), Is.EqualTo(1));
    }

    [Test]
    public async Task Memory_follows_the_registered_clock()
    {
        var clock = new FakeTimeProvider();
        var store = new RecordingBackend(clock);
        _services.AddSingleton<TimeProvider>(clock).AddCacheKit().UseBackend(store).WithMemory(options => options.LocalExpiration = TimeSpan.FromSeconds(1));
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache cache = provider.GetRequiredService<ICache>();
        await cache.SetAsync("key", "value");

        clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        await cache.TryGetAsync<string>("key");
        int before = store.CountOf(RecordingBackend.Get);
        clock.Advance(TimeSpan.FromTicks(1));
        await cache.TryGetAsync<string>("key");
        Assert.That((before, store.CountOf(RecordingBackend.Get)), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Memory_in_front_of_nothing_is_an_error()
    {
        CacheKitBuilder builder = _services.AddCacheKit();
        Assert.That(() => builder.WithMemory(), Throws.InvalidOperationException.With.Message.Contains("has no store yet"));
    }

    [Test]
    public async Task Memory_in_front_of_memory_is_an_error()
    {
        _services.AddCacheKit().UseInMemory().WithMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredService<ICache>(), Throws.ArgumentException.With.Message.Contains("InMemoryBackend is in this process"));
    }

    [Test]
    public void A_second_store_is_still_an_error()
    {
        CacheKitBuilder builder = _services.AddCacheKit().UseBackend(new RecordingBackend()).WithMemory();
        Assert.That(() => builder.UseInMemory(), Throws.InvalidOperationException.With.Message.Contains("has a store already"));
    }

    [Test]
    public async Task Caches_of_different_names_have_memories_of_their_own()
    {
        _services.AddCacheKit().UseBackend(new RecordingBackend()).WithMemory();
        _services.AddKeyedCacheKit("other").UseBackend(new RecordingBackend()).WithMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();

        var first = (TieredBackend)((Cache)provider.GetRequiredService<ICache>()).Backend;
        var second = (TieredBackend)((Cache)provider.GetRequiredKeyedService<ICache>("other")).Backend;

        Assert.That(second.Local, Is.Not.SameAs(first.Local));
    }

    [Test]
    public async Task Stores_that_the_services_made_are_disposed_with_them()
    {
        DisposableBackend? made = null;
        DisposableBackend? outer = null;
        ICacheBackend? inner = null;
        _services.AddKeyedCacheKit("other").UseBackend(_ => made = new DisposableBackend()).WrapBackend((_, backend) =>
        {
            inner = backend;
            return outer = new DisposableBackend();
        });
        ServiceProvider provider = _services.BuildServiceProvider();
        provider.GetRequiredKeyedService<ICache>("other");

        await provider.DisposeAsync();

        Assert.That(inner, Is.SameAs(made));
        Assert.That(made?.IsDisposed, Is.True);
        Assert.That(outer?.IsDisposed, Is.True);
    }

    [Test]
    public async Task Payloads_are_transformed_in_the_shared_store_of_two_levels()
    {
        var store = new RecordingBackend();
        _services.AddSingleton(new KeyTransform("b"));
        _services.AddKeyedCacheKit("other", "app").UseBackend(store)
            .Transform(new KeyTransform("a")).Transform(services => services.GetRequiredService<KeyTransform>()).WithMemory();
        await using ServiceProvider provider = _services.BuildServiceProvider();
        ICache cache = provider.GetRequiredKeyedService<ICache>("other");

        await cache.SetAsync("key", 7);

        Assert.That(System.Text.Encoding.Latin1.GetString(store["app::key"]), Is.EqualTo("\u00FFbyb   app::key\n\u00FFbya   app::key\n7"));
        Assert.That((await cache.TryGetAsync<int>("key")).Value, Is.EqualTo(7));
    }

    [Test]
    public async Task A_store_whose_payloads_are_transformed_is_disposed_with_the_services()
    {
        var made = new DisposableBackend();
        _services.AddKeyedCacheKit("other").UseBackend(_ => made).Transform(new KeyTransform());
        ServiceProvider provider = _services.BuildServiceProvider();
        provider.GetRequiredKeyedService<ICache>("other");

        await provider.DisposeAsync();

        Assert.That(made.IsDisposed, Is.True);
    }

    [Test]
    public void Transforms_need_a_store_and_go_before_the_memory()
    {
        Assert.That(() => _services.AddCacheKit().Transform(new KeyTransform()), Throws.InvalidOperationException.With.Message.Contains("no store yet"));
        _services.AddKeyedCacheKit("late").UseBackend(new RecordingBackend()).WithMemory().Transform(new KeyTransform());
        using ServiceProvider provider = _services.BuildServiceProvider();
        Assert.That(() => provider.GetRequiredKeyedService<ICache>("late"), Throws.ArgumentException.With.Message.Contains("before WithMemory()"));
    }

    [Test]
    public async Task Stores_that_the_caller_made_are_not_disposed()
    {
        var owned = new DisposableBackend();
        _services.AddKeyedCacheKit("other").UseBackend(owned).WithMemory();
        ServiceProvider provider = _services.BuildServiceProvider();
        provider.GetRequiredKeyedService<ICache>("other");

        await provider.DisposeAsync();

        Assert.That(owned.IsDisposed, Is.False);
    }
}
