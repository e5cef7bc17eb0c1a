using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>On a store without messages, processes poll a log of changes and notice its gaps.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PolledChangesTests : TierFixture
{
    private const string Log = "cachekit-changes";

    private readonly SharedStore _store;

    public PolledChangesTests() => _store = new SharedStore(Clock);

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("replace")]
    public async Task A_copy_is_dropped_at_the_next_poll_after_a_change_by_another_process(string change)
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();

        if (change == "remove")
            await one.RemoveAsync(Key);
        else if (change == "clear")
            await one.ClearAsync("app:");
        else
            await SetAsync(one, "new");

        await WithinBoundAsync(() => CopyIn(other) is null);
        Assert.That(other.L1.CopyValidity.IsConnected);
        Assert.That(await GetAsync(other), Is.EqualTo(change == "replace" ? "new" : null));
    }

    [Test]
    public async Task A_change_of_one_key_leaves_the_others()
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        await SetAsync(one, "kept", "app::kept");
        await GetAsync(other, "app::kept");
        await one.RemoveAsync("app::first");
        await UntilPolledAsync(other);
        await GetAsync(other);
        await GetAsync(other, "app::kept");

        await one.RemoveAsync(Key);
        await WithinBoundAsync(() => CopyIn(other) is null);
        Assert.That(CopyIn(other, "app::kept"), Is.EqualTo("kept"));
    }

    [Test]
    public async Task A_value_that_is_computed_for_an_absent_key_is_not_written_to_the_log()
    {
        var cache = new Cache(await HearingProcessAsync(_store), "app", new CacheOptions { TimeProvider = Clock });
        await cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        Assert.That((await cache.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(await _store.GetAsync(Log), Is.Null);

        await cache.SetAsync("other", "value");
        Assert.That(await _store.GetAsync(Log), Is.Not.Null);
    }

    [Test]
    public async Task The_first_log_drops_only_the_copies_it_names([Values] bool isOwn)
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(_store), await HearingProcessAsync(_store));
        await _store.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);
        Assert.That(await GetAsync(one), Is.EqualTo("value"));

        await (isOwn ? one : other).RemoveAsync("app::first");
        await UntilPolledAsync(one);
        Assert.That(CopyIn(one), Is.EqualTo("value"));
    }

    [Test]
    public async Task More_changes_than_the_log_holds_drop_everything()
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        await one.RemoveAsync("app::first");
        await UntilPolledAsync(other);
        await GetAsync(other);

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number => one.RemoveAsync($"app::{number}").AsTask()));
        await WithinBoundAsync(() => CopyIn(other) is null);
    }

    [Test]
    public async Task A_log_that_was_lost_drops_everything([Values] bool anotherIsWritten)
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        await one.RemoveAsync("app::first");
        await UntilPolledAsync(other);
        await GetAsync(other);

        await _store.RemoveAsync(Log);
        if (anotherIsWritten)
            await one.RemoveAsync("app::second");
        await WithinBoundAsync(() => CopyIn(other) is null);
    }

    [Test]
    public async Task A_log_older_than_the_last_one_read_does_not_count()
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        await one.RemoveAsync("app::first");
        ReadOnlyMemory<byte> older = (await _store.GetAsync(Log))!.Value;
        await one.RemoveAsync("app::second");
        await UntilPolledAsync(other);

        await _store.SetAsync(Log, older, timeToLive: null);
        await BeyondBoundAsync(() => !other.L1.CopyValidity.IsConnected);
    }

    [Test]
    public async Task Changes_are_received_again_after_an_outage_where_there_is_no_log()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        _store.IsDown = true;
        await BeyondBoundAsync(() => !process.L1.CopyValidity.IsConnected);
        _store.IsDown = false;
        await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected);
    }

    [Test]
    public async Task Changes_that_come_while_the_log_is_being_written_are_written_together()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Gate answer = _store.HoldNextAnswer();
        Task first = process.Invalidations.AnnounceAsync(Change.OfKey("first")).AsTask();
        await answer.Reached.Soon();
        Task[] others = [.. Enumerable.Range(0, 20).Select(number => process.Invalidations.AnnounceAsync(Change.OfKey($"{number}")).AsTask())];
        int reads = _store.Reads;
        answer.Open();
        await Task.WhenAll([first, .. others]).Soon();
        Assert.That(_store.Reads, Is.EqualTo(reads + 1));
        Assert.That(ChangeLog.Read((await _store.GetAsync(Log))!.Value.Span)!.Changes, Has.Count.EqualTo(21));
    }

    [Test]
    public async Task A_change_that_cannot_be_logged_is_an_error_and_is_logged_later()
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        _store.IsOvertaken = true;
        Assert.That(() => one.RemoveAsync(Key).Soon(), Throws.TypeOf<TimeoutException>().With.Message.Contains("change log"));
        _store.IsOvertaken = false;
        await WithinBoundAsync(() => CopyIn(other) is null);
    }

    [Test]
    public async Task No_copy_is_valid_longer_than_the_bound_once_the_log_cannot_be_read()
    {
        (_, TieredBackend other) = await HoldersAsync();
        _store.IsDown = true;
        Clock.Advance(Bound);
        Assert.That(CopyIn(other), Is.Null);
    }

    [Test]
    public async Task The_concurrent_changes_of_many_processes_are_all_logged()
    {
        TieredBackend[] processes = [.. await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => HearingProcessAsync(_store)))];
        TieredBackend other = await HearingProcessAsync(_store);
        for (var number = 0; number < 40; number++)
            await _store.SetAsync($"app::{number}", "value"u8.ToArray(), timeToLive: null);
        await processes[0].RemoveAsync("app::first");
        await UntilPolledAsync(other);
        for (var number = 0; number < 40; number++)
            await GetAsync(other, $"app::{number}");

        await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(async () => await processes[number % 4].RemoveAsync($"app::{number}"))));
        await WithinBoundAsync(() => Enumerable.Range(0, 40).All(number => CopyIn(other, $"app::{number}") is null));
    }

    [Test]
    public async Task A_copy_that_is_read_soon_after_a_change_is_kept_for_the_bound_only()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await process.RemoveAsync(Key);
        await _store.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);
        await GetAsync(process);
        process.L1.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.EqualTo(Bound));
    }

    [Test]
    public async Task On_a_store_without_capabilities_copies_are_kept_for_the_bound()
    {
        TieredBackend process = Process(new RecordingBackend(Clock));
        await SetAsync(process, "value");
        process.L1.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.EqualTo(Bound));
        Clock.Advance(Bound);
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(await GetAsync(process), Is.EqualTo("value"));
    }

    [Test]
    public async Task Copies_stay_valid_while_a_log_does_not_change()
    {
        (TieredBackend one, TieredBackend other) = await HoldersAsync();
        await UntilPolledAsync(other);
        await GetAsync(other);
        DateTimeOffset begun = Clock.GetUtcNow();
        await Clock.PassUntilAsync(() => Clock.GetUtcNow() - begun >= 3 * Bound, 4 * Bound);
        Assert.That((one.L1.CopyValidity.IsConnected, other.L1.CopyValidity.IsConnected), Is.EqualTo((true, true)));
    }

    [Test]
    public async Task Of_a_log_with_a_gap_no_single_change_is_passed_on([Values] bool isAnother)
    {
        var listener = new Listener();
        var feed = new PolledChanges(_store, Log, origin: 1, listener);
        await WriteLogAsync(7, first: 0, "a");
        await feed.TickAsync(CancellationToken.None);
        await WriteLogAsync(7, first: 0, "a", "b");
        await feed.TickAsync(CancellationToken.None);
        Assert.That((listener.Changes, listener.Interruptions), Is.EqualTo((new[] { "b" }, 0L)));

        await (isAnother ? WriteLogAsync(8, first: 0, "c", "d", "e") : WriteLogAsync(7, first: 3, "d", "e"));
        await feed.TickAsync(CancellationToken.None);
        Assert.That((listener.Changes, listener.Interruptions, listener.Receipts), Is.EqualTo((new[] { "b" }, 1L, 3)));
    }

    private async Task WriteLogAsync(ulong id, long first, params string[] keys)
    {
        ChangeLog log = new(id, first, [.. keys.Select(key => new LoggedChange(2, Change.OfKey(key)))]);
        await _store.SetAsync(Log, log.ToPayload(), timeToLive: null);
    }

    // Two processes that hold a value under the key.
    private async Task<(TieredBackend One, TieredBackend Other)> HoldersAsync()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(_store), await HearingProcessAsync(_store));
        await SetAsync(one, "old");
        Assert.That(await GetAsync(other), Is.EqualTo("old"));
        return (one, other);
    }

    // Until it has read the log at least once from now on.
    private async Task UntilPolledAsync(TieredBackend process)
    {
        await _store.SetAsync("app::mark", "mark"u8.ToArray(), timeToLive: null);
        await GetAsync(process, "app::mark");
        TieredBackend marker = await HearingProcessAsync(_store);
        await marker.RemoveAsync("app::mark");
        await WithinBoundAsync(() => CopyIn(process, "app::mark") is null);
    }

    private sealed class Listener : IChangeListener
    {
        public List<string> Changes { get; } = [];

        public int Receipts { get; private set; }

        public long Now => 0;

        public long Interruptions { get; private set; }

        public void OnChanged(Change change) => Changes.Add(change.Text);

        public void ReceivedUpTo(long time, long interruptions) => Receipts++;

        public void Interrupt() => Interruptions++;
    }
}
