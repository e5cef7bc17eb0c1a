using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>The channel begins with the first use, sends what could not be sent, and says what it has received.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InvalidationChannelTests : TierFixture
{
    private readonly TalkingStore _store;
    private readonly RecordingLoggerFactory _loggers = new();

    public InvalidationChannelTests() => _store = new TalkingStore(Clock);

    [Test]
    public async Task The_delay_of_the_messages_is_the_time_that_a_heartbeat_has_needed()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        InvalidationChannel channel = process.Invalidations;
        var delays = new List<TimeSpan>();
        channel.Received += delays.Add;

        channel.ReceivedUpTo(channel.Now - 1_500, channel.Interruptions);
        channel.ReceivedUpTo(channel.Now, channel.Interruptions);
        channel.ReceivedUpTo(channel.Now + 1_500, channel.Interruptions);

        Assert.That(delays, Is.EqualTo(new[] { TimeSpan.FromSeconds(1.5), TimeSpan.Zero, TimeSpan.Zero }));
    }

    [Test]
    public async Task Every_kind_of_change_drops_its_copies_and_is_passed_on()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        var changes = new List<Change>();
        process.Invalidations.Changed += changes.Add;
        Change[] all = [Change.OfKey(Key), Change.OfSet(Key), Change.OfReplacement(Key), Change.OfPrefix("app:"), Change.Everything];
        foreach (Change change in all)
        {
            await HearAgainAsync(process);
            await SetAsync(process, "value");
            await SetAsync(process, "value", "other");
            process.Invalidations.OnChanged(change);
            Assert.That(CopyIn(process), Is.Null, $"{change}");
            Assert.That(CopyIn(process, "other"), change == Change.Everything ? Is.Null : Is.EqualTo("value"), $"{change}");
        }

        Assert.That(changes, Is.EqualTo(all));
    }

    [Test]
    public async Task After_the_end_no_operation_begins([Values] bool asynchronously)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        TieredBackend unused = Process(_store);
        foreach (TieredBackend ended in new[] { process, unused })
        {
            if (asynchronously)
                await ended.DisposeAsync();
            else
                ended.Dispose();
            Assert.That(() => ended.Invalidations.Start(), Throws.TypeOf<ObjectDisposedException>().With.Message.Contains(nameof(TieredBackend)));
        }

        await Poll.UntilAsync(() => !_store.HasListeners);
        Assert.That(unused.Invalidations.HasStarted, Is.False);
    }

    [Test]
    public async Task A_channel_is_lost_and_restored_with_one_line_each_and_its_reason()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        process.UseLoggers(_loggers);
        _store.IsDown = true;
        await BeyondBoundAsync(() => !process.L1.CopyValidity.IsConnected);
        await Clock.PassUntilAsync(() => _loggers.Entries.Any(), TimeSpan.Zero);
        Clock.Advance(2 * Bound);
        _store.IsDown = false;
        await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected && _loggers.Entries.Count() > 1);

        LogEntry[] lines = [.. _loggers.Entries];
        Assert.That(lines[0].Message, Does.StartWith("Invalidation channel lost").And.Contain("00:00:05"));
        Assert.That(lines[1..].Select(line => line.Message), Is.EqualTo(new[] { "Invalidation channel restored" }));
        Assert.That(lines[0].Exception, Is.TypeOf<IOException>());
        Assert.That((process.Invalidations.IsSupported, process.Invalidations.HasStarted), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Each_unsent_change_is_sent_once([Values(1, 2, 1_000)] int count)
    {
        TieredBackend one = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        var received = new List<Change>();
        other.Invalidations.Changed += received.Add;
        Change[] changes = [.. Enumerable.Range(0, count).Select(number => Change.OfKey($"{number}"))];
        foreach (Change change in changes)
        {
            one.Invalidations.AnnounceLater(changes[0]);
            one.Invalidations.AnnounceLater(change);
        }

        await WithinBoundAsync(() => received.Count >= count);
        Assert.That(received, Is.EquivalentTo(changes));
    }

    [Test]
    public async Task A_store_without_changes_has_no_channel()
    {
        TieredBackend process = Process(new RecordingBackend(Clock));
        await SetAsync(process, "value");
        await process.Invalidations.AnnounceAsync(Change.OfKey(Key));
        Assert.That((process.Invalidations.IsSupported, process.Invalidations.HasStarted), Is.EqualTo((false, false)));
        await process.DisposeAsync();
    }

    private async Task HearAgainAsync(TieredBackend process) => await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected);
}
