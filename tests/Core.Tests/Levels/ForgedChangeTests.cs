using System.Buffers.Binary;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Logs of changes and heartbeats that were written by somebody else than a process with two levels.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ForgedChangeTests : TierFixture
{
    private const string LogKey = "cachekit-changes";
    private const int Seed = 20261128;

    private readonly SharedStore _store;

    public ForgedChangeTests() => _store = new SharedStore(Clock);

    [TestCase(long.MinValue, 1)]
    [TestCase(-1, 1)]
    [TestCase(long.MaxValue, 1)]
    [TestCase(long.MaxValue - 1, 1)]
    [TestCase(0, -1)]
    [TestCase(0, int.MinValue)]
    [TestCase(0, int.MaxValue)]
    [TestCase(0, 513)]
    public void A_log_whose_numbers_are_at_the_ends_of_their_range_is_refused(long first, int count)
    {
        byte[] payload = new ChangeLog(7, first, [Logged("app::key")]).ToPayload();
        BinaryPrimitives.WriteInt32LittleEndian(payload.AsSpan(20), count);
        Assert.That(ChangeLog.Read(payload), Is.Null);
    }

    [Test]
    public void A_log_that_is_too_long_is_refused() =>
        Assert.That(ChangeLog.Read(new ChangeLog(7, 0, [Logged(new string('x', 64 * 1024))]).ToPayload()), Is.Null);

    [TestCase(long.MinValue)]
    [TestCase(long.MaxValue / 2)]
    [TestCase(long.MaxValue - 1)]
    [TestCase(long.MaxValue)]
    public async Task Changes_are_received_although_the_log_was_forged(long first)
    {
        TieredBackend one = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        await _store.SetAsync(LogKey, new ChangeLog(7, first, [Logged("app::none")]).ToPayload(), null);
        for (int round = 0; round < 3; round++)
        {
            await SetAsync(one, $"value {round}");
            await Clock.PassUntilAsync(
                async () => other.L1.CopyValidity.IsConnected && await GetAsync(other) == $"value {round}", atMost: 2 * Bound);
            await one.RemoveAsync(Key);
            await WithinBoundAsync(() => CopyIn(other) is null);
        }
    }

    [Test]
    public async Task A_log_changed_at_random_stops_no_process()
    {
        TieredBackend one = await HearingProcessAsync(_store);
        byte[] valid = new ChangeLog(7, 100, [Logged("app::a"), Logged("app::b"), Logged("app::c")]).ToPayload();
        var random = new Random(Seed);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] mutated = random.Next(4) == 0 ? valid[..random.Next(valid.Length)] : [.. valid];
            for (int changes = random.Next(1, 4); changes > 0 && mutated.Length > 0; changes--)
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            ChangeLog? log = ChangeLog.Read(mutated);
            Assert.That(log is null || (log.First >= 0 && log.Next >= log.First && log.Changes.Count <= 512));
            if (i % 100 != 0)
                continue;

            await _store.SetAsync(LogKey, mutated, null);
            await one.RemoveAsync("app::gone").Soon();
            Assert.That(
                ChangeLog.Read((await _store.GetAsync(LogKey))!.Value.Span)?.Changes,
                Has.Some.Matches<LoggedChange>(logged => logged.Change.Text == "app::gone"));
        }
    }

    [TestCase(60_000)]
    [TestCase(long.MaxValue - 5_001)]
    [TestCase(long.MaxValue - 5_000)]
    [TestCase(long.MaxValue)]
    public void A_heartbeat_from_the_future_makes_no_copy_valid(long ahead)
    {
        var trust = new CopyValidity(new FakeTimeProvider(), TimeSpan.FromSeconds(5));
        Assert.That(trust.Renew(trust.Now > long.MaxValue - ahead ? ahead : trust.Now + ahead, 0), Is.False);
        Assert.That(trust.IsConnected, Is.False);
    }

    private static LoggedChange Logged(string key) => new(1, Change.OfKey(key));
}
