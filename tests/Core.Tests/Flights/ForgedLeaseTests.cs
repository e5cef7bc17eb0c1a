using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Flights;

/// <summary>Forged leases, which no process holds, do not keep callers waiting.</summary>
internal sealed class ForgedLeaseTests() : CacheFixture(StoreKind.Server, hasTimeout: false)
{
    private const string LeaseKey = "app:%leases::key";

    private static readonly TimeSpan _lease = TimeSpan.FromSeconds(9);
    private static readonly TimeSpan _lessThanTheLease = _lease * 0.9;
    private static readonly CacheEntryOptions _options = new() { Expiration = TimeSpan.FromMinutes(1), Lease = _lease };

    [TestCase(null)]
    [TestCase(86_400)]
    public async Task A_lease_that_outlives_its_time_to_live_is_removed_by_the_first_waiting_process(int? seconds)
    {
        await ForgeAsync(seconds);
        DateTimeOffset start = Clock.GetUtcNow();
        Task<string> call = GetAsync();
        Assert.That(await Clock.PassUntilAsync(call, _lessThanTheLease), Is.EqualTo("value"));
        Assert.That(Clock.GetUtcNow() - start, Is.LessThan(_lease));

        await Cache.RemoveAsync("key");
        Assert.That(await GetAsync().Soon(), Is.EqualTo("value"), "It waits for nothing, as the clock stands still.");
    }

    [Test]
    public async Task A_lease_that_is_taken_in_the_meantime_is_not_removed()
    {
        await ForgeAsync(seconds: null);
        Gate removal = ((RecordingBackend)Backend).HoldNext(RecordingBackend.Replace);
        Task<string> call = GetAsync();
        await Clock.PassUntilAsync(() => removal.Reached.IsCompleted, _lessThanTheLease);
        await Backend.SetAsync(LeaseKey, "another's"u8.ToArray(), _lease);
        removal.Open();
        await Clock.PassUntilAsync(
            () => call.IsCompleted || ((RecordingBackend)Backend).CountOf(RecordingBackend.Add) > 12, atMost: _lessThanTheLease);
        Assert.That(call.IsCompleted, Is.False);
        Assert.That(await Backend.GetAsync(LeaseKey), Is.Not.Null);

        Assert.That(await Clock.PassUntilAsync(call, atMost: 2 * _lease), Is.EqualTo("value"));
    }

    private Task<string> GetAsync() => Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), _options).AsTask();

    private ValueTask ForgeAsync(int? seconds) =>
        Backend.SetAsync(LeaseKey, "forged"u8.ToArray(), seconds is { } life ? TimeSpan.FromSeconds(life) : null);
}
