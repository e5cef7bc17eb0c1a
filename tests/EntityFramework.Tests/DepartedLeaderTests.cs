using CacheKit.EntityFramework.Tests.Shop;
using Microsoft.Extensions.DependencyInjection;

namespace CacheKit.EntityFramework.Tests;

/// <summary>A request starts a cached call and ends with its context, while another request waits for the call.</summary>
[TestFixture("Memory")]
[TestFixture("Redis")]
internal sealed class DepartedLeaderTests(string store) : ShopFixture(store)
{
    [Test]
    public async Task A_waiter_gets_its_value_when_the_leader_leaves_and_its_context_is_disposed()
    {
        Turnstile.Hold();
        using var leaving = new CancellationTokenSource();
        Task<string?> leader = RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7, leaving.Token));
        await Turnstile.Reached;
        Task<string?> waiter = RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7));
        await leaving.CancelAsync();
        Assert.That(async () => await leader, Throws.InstanceOf<OperationCanceledException>());
        Turnstile.Release();
        Assert.That(await waiter, Is.EqualTo("old"));
    }

    [Test]
    public async Task A_waiter_gets_its_value_when_the_leader_stops_waiting_without_cancelling()
    {
        Turnstile.Hold();
        AsyncServiceScope scope = Services.CreateAsyncScope();
        _ = scope.ServiceProvider.GetRequiredService<ICatalog>().NameAsync(7);
        await Turnstile.Reached;
        Task<string?> waiter = RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7));
        await scope.DisposeAsync();
        Turnstile.Release();
        Assert.That(await waiter, Is.EqualTo("old"));
    }

    [Test]
    public async Task One_of_many_waiters_reads_the_database_for_all()
    {
        Turnstile.Hold();
        using var leaving = new CancellationTokenSource();
        Task<string?> leader = RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7, leaving.Token));
        await Turnstile.Reached;
        Task<string?>[] waiters = [.. Enumerable.Range(0, 20).Select(_ => RequestAsync(services => services.GetRequiredService<ICatalog>().NameAsync(7)))];
        await leaving.CancelAsync();
        await ((Task)leader).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Turnstile.Release();
        Assert.That(await Task.WhenAll(waiters), Is.All.EqualTo("old"));
        Assert.That(Turnstile.Used, Has.Count.EqualTo(2));
    }
}
