using CacheKit.EntityFramework.Tests.Shop;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.EntityFramework.Tests;

/// <summary>Functions that run in the background while their callers continue and end.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
internal sealed class BackgroundTests(string store) : ShopFixture(store)
{
    private static readonly TimeSpan _untilDue = TimeSpan.FromSeconds(40);

    private static IEnumerable<TestCaseData> Calls =>
    [
        Case("a scoped service", services => services.GetRequiredService<ICatalog>().RefreshedNameAsync(7)),
        Case("a scoped service that calls itself", services => ((Catalog)services.GetRequiredService<ICatalog>()).OwnNameAsync(7)),
        Case("a context as an argument", services => Catalog.NameFromAsync(
            7, services.GetRequiredService<ShopContext>(), services.GetRequiredService<Turnstile>())),
        Case("the container as an argument", services => Catalog.NameFromAsync(7, services)),
    ];

    [TestCaseSource(nameof(Calls))]
    public async Task A_refresh_uses_a_context_of_its_own(Func<IServiceProvider, Task<string?>> call)
    {
        await RequestAsync(call);
        await RenameAsync("new");
        Clock.Advance(_untilDue);
        Turnstile.Hold();
        ShopContext? ofCaller = null;
        string? served = await RequestAsync(async services =>
        {
            ofCaller = services.GetRequiredService<ShopContext>();
            string? name = await call(services);
            await Turnstile.Reached;

            // The request continues to use its own context during the refresh.
            Assert.That(await ofCaller.Products.CountAsync(), Is.EqualTo(1));
            return name;
        });
        Turnstile.Release();

        await UntilAsync("new", call);
        Assert.That(served, Is.EqualTo("old"));
        Assert.That(Turnstile.Used[1], Is.Not.SameAs(ofCaller));
    }

    [TestCaseSource(nameof(Calls))]
    public async Task The_scope_of_a_refresh_ends_with_it(Func<IServiceProvider, Task<string?>> call)
    {
        await RequestAsync(call);
        await RenameAsync("new");
        Clock.Advance(_untilDue);
        await RequestAsync(call);
        await UntilAsync("new", call);
        await Conformance.Poll.UntilAsync(() => new(IsDisposed(Turnstile.Used[1])));
    }

    [Test]
    public async Task A_stale_value_is_replaced_by_a_context_of_its_own()
    {
        Task<string?> Call(IServiceProvider services) => services.GetRequiredService<ICatalog>().StaleNameAsync(7);
        await RequestAsync(Call);
        await RenameAsync("new");
        Clock.Advance(TimeSpan.FromSeconds(61));
        Turnstile.Hold();
        Assert.That(await RequestAsync(Call), Is.EqualTo("old"));
        await Turnstile.Reached;
        Turnstile.Release();
        await UntilAsync("new", Call);
    }

    [Test]
    public async Task Without_a_container_a_disposable_object_is_refreshed_in_the_foreground_with_one_warning()
    {
        using var memory = new InMemoryBackend();
        CacheManager.Init(memory, configure: options =>
        {
            (options.TimeProvider, options.LoggerFactory) = (Clock, Loggers);
            ShopPolicies.AddTo(options);
        });
        await RequestAsync(NameByContextAsync);
        for (int i = 1; i <= 2; i++)
        {
            await RenameAsync($"new {i}");
            Clock.Advance(_untilDue);
            Assert.That(await RequestAsync(NameByContextAsync), Is.EqualTo($"new {i}"));
        }

        Assert.That(Loggers.Lines.Count(line => line.Message.Contains("is refreshed in the foreground", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(Loggers.Lines.Count(line => line.Message.Contains($"{nameof(ShopContext)} is disposable", StringComparison.Ordinal)), Is.EqualTo(1));
    }

    [Test]
    public async Task A_function_that_takes_the_request_is_refreshed_in_the_foreground_with_a_warning()
    {
        Task<string?> Call(IServiceProvider services) => Catalog.NameForAsync(7, new DefaultHttpContext { RequestServices = services });
        await RequestAsync(Call);
        await RenameAsync("new");
        Clock.Advance(_untilDue);
        await CacheManager.For(() => Catalog.NameFromAsync(7, Services)).RemoveAsync();
        Assert.That(await RequestAsync(Call), Is.EqualTo("new"));
        Assert.That(Loggers.Count(nameof(HttpContext)), Is.EqualTo(1));
    }

    [Test]
    public async Task An_object_in_whose_place_the_container_has_another_is_used_in_the_foreground()
    {
        Task<string?> Call(IServiceProvider services) =>
            ((ICatalog)new LoudCatalog(services.GetRequiredService<ShopContext>(), Turnstile)).RefreshedNameAsync(7);
        await RequestAsync(Call);
        await RenameAsync("new");
        Clock.Advance(_untilDue);
        Assert.That(await RequestAsync(Call), Is.EqualTo("new"));
        Assert.That(Loggers.Count($"the container has a {typeof(Catalog)}"), Is.EqualTo(1));
    }

    private static Task<string?> NameByContextAsync(IServiceProvider services) =>
        Catalog.NameFromAsync(7, services.GetRequiredService<ShopContext>(), services.GetRequiredService<Turnstile>());

    private static bool IsDisposed(ShopContext shop)
    {
        try
        {
            _ = shop.Products;
            _ = shop.ChangeTracker;
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static TestCaseData Case(string name, Func<IServiceProvider, Task<string?>> call) => new TestCaseData(call).SetArgDisplayNames(name);
}
