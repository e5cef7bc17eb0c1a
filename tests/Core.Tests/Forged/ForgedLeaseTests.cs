using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Forged;

/// <summary>Leases that nobody has, and that would keep everybody waiting.</summary>
internal sealed class ForgedLeaseTests() : CacheFixture(StoreKind.Server, hasTimeout: false)
{
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(1), Lease = TimeSpan.FromSeconds(9) };

    [TestCase(null)]
    [TestCase(86_400)]
    public async Task A_lease_that_outlives_its_life_keeps_nobody_waiting_for_ever(int? seconds)
    {
        await Backend.SetAsync("app:%leases::key", "forged"u8.ToArray(), seconds is { } life ? TimeSpan.FromSeconds(life) : null);
        Task<string> call = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), _options).AsTask();
        await UntilAsync(() =>
        {
            Clock.Advance(TimeSpan.FromMilliseconds(50));
            return call.IsCompleted;
        });
        Assert.That(await call, Is.EqualTo("value"));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        while (!condition())
            await timer.WaitForNextTickAsync(deadline.Token);
    }
}
