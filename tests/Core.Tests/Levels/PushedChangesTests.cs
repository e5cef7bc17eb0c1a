using System.Text;
using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>On a store with messages, processes receive each other's changes immediately, and notice when messages are lost.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PushedChangesTests : TierFixture
{
    private TalkingStore Store { get; }

    public PushedChangesTests() => Store = new TalkingStore(Clock);

    [Test]
    public async Task The_second_read_of_a_key_does_not_reach_the_store()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await Store.SetAsync(Key, "value"u8.ToArray(), timeToLive: null);
        int before = Store.Reads;
        Assert.That(await GetAsync(process), Is.EqualTo("value"));
        Assert.That(await GetAsync(process), Is.EqualTo("value"));
        Assert.That(Store.Reads, Is.EqualTo(before + 1));
    }

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("replace")]
    public async Task A_copy_is_dropped_immediately_after_a_change_by_another_process(string change)
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "old");
        Assert.That(await GetAsync(other), Is.EqualTo("old"));

        await ChangeAsync(one, change);

        Assert.That(CopyIn(other), Is.Null);
        Assert.That(await GetAsync(other), Is.EqualTo(change == "replace" ? "new" : null));
    }

    [Test]
    public async Task Setting_for_no_time_removes_the_key()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "old");
        await GetAsync(other);
        int writes = Store.Writes;

        await SetAsync(one, "new", timeToLive: TimeSpan.Zero);

        Assert.That((CopyIn(one), CopyIn(other), await GetAsync(other)), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
        Assert.That(Store.Writes, Is.EqualTo(writes));
    }

    [Test]
    public async Task A_replacement_by_one_process_drops_the_copies_of_the_others([Values(null, 0, 60)] int? seconds)
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "old");
        await GetAsync(other);
        TimeSpan? life = seconds is { } number ? TimeSpan.FromSeconds(number) : null;

        Assert.That(await one.ReplaceAsync(Key, "old"u8.ToArray(), "new"u8.ToArray(), life), Is.True);

        string? expected = seconds != 0 ? "new" : null;
        Assert.That((CopyIn(one), CopyIn(other), await GetAsync(other)), Is.EqualTo((expected, (string?)null, expected)));
    }

    [Test]
    public async Task A_failed_add_or_replacement_is_neither_copied_nor_announced()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(other, "value");
        int messages = Store.Messages;

        Assert.That(await one.AddAsync(Key, "own"u8.ToArray(), null), Is.False);
        Assert.That(CopyIn(one), Is.Null);
        Assert.That(await one.ReplaceAsync(Key, "another"u8.ToArray(), "own"u8.ToArray(), null), Is.False);
        Assert.That(CopyIn(one), Is.Null);
        Assert.That((CopyIn(other), Store.Messages), Is.EqualTo(("value", messages)));
    }

    [Test]
    public async Task A_write_that_fails_is_an_error_although_messages_can_be_sent()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        Store.FailsAtSet = true;
        Assert.That(async () => await SetAsync(process, "value"), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task The_time_to_live_of_a_copy_counts_from_the_beginning_of_its_read()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await Store.SetAsync(Key, "value"u8.ToArray(), TimeSpan.FromSeconds(60));
        Gate answer = Store.HoldNextAnswer();
        Task<string?> read = GetAsync(process).AsTask();
        await answer.Reached.Soon();
        Clock.Advance(TimeSpan.FromSeconds(1));
        answer.Open();
        await read.Soon();
        process.L1.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.EqualTo(TimeSpan.FromSeconds(59)));
    }

    [Test]
    public async Task Too_many_unsent_changes_are_sent_as_one_change_of_everything()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        bool isEverything = false;
        other.Invalidations.Changed += change => isEverything |= change == Change.Everything;
        for (int number = 0; number < 1_001; number++)
            one.Invalidations.AnnounceLater(Change.OfKey($"app::{number}"));
        int messages = Store.Messages;

        await WithinBoundAsync(() => isEverything);
        Assert.That(Store.Messages, Is.LessThan(messages + 500));
    }

    [Test]
    public async Task A_process_keeps_copies_of_its_own_writes()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        Assert.That(CopyIn(process), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_copy_has_the_time_to_live_of_its_entry_or_the_shorter_one_of_the_options()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        TieredBackend shortly = await HearingProcessAsync(Store, options => options.LocalExpiration = TimeSpan.FromMinutes(1));
        await SetAsync(process, "value", timeToLive: TimeSpan.FromHours(1));
        await GetAsync(shortly);

        process.L1.GetValue(Key, out TimeSpan? life);
        shortly.L1.GetValue(Key, out TimeSpan? shorter);

        Assert.That(life, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(shorter, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task No_copy_is_valid_longer_than_the_bound_once_no_message_arrives()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        Store.IsDown = true;

        Clock.Advance(Bound - TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.EqualTo("value"));
        process.L1.GetValueWithTicket(Key, out ValueTicket ticket);
        Assert.That((process.L1.IsHeld(ticket), process.L1.CountHeld([ticket])), Is.EqualTo((true, 1)));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.Null);
        Assert.That((process.L1.IsHeld(ticket), process.L1.CountHeld([ticket])), Is.EqualTo((false, 0)));
    }

    [Test]
    public async Task Messages_that_are_lost_silently_are_noticed()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "value");
        await GetAsync(other);
        Store.LosesMessages = true;

        await one.RemoveAsync(Key);
        Assert.That(CopyIn(other), Is.EqualTo("value"));
        Clock.Advance(Bound);
        Assert.That(CopyIn(other), Is.Null);
    }

    [Test]
    public async Task An_interruption_drops_all_copies_until_messages_arrive_again()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");

        Store.Interrupt();
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(process.L1.CopyValidity.IsConnected, Is.False);

        await WithinBoundAsync(() => process.L1.CopyValidity.IsConnected);
        await GetAsync(process);
        process.L1.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.Null, "For as long as the entry.");
    }

    [Test]
    public async Task Copies_are_kept_for_the_bound_while_no_message_arrives()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        Store.LosesMessages = true;
        await BeyondBoundAsync(() => !process.L1.CopyValidity.IsConnected);

        await SetAsync(process, "value");
        process.L1.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.EqualTo(Bound));
    }

    [Test]
    public async Task The_subscription_begins_at_the_first_use()
    {
        TieredBackend process = Process(Store);
        Assert.That(Store.Messages, Is.Zero);
        await process.GetAsync(Key);
        await Poll.UntilAsync(() => process.L1.CopyValidity.IsConnected);
    }

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("replace")]
    public async Task Changes_that_could_not_be_sent_are_sent_later(string change)
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "value");
        await GetAsync(other);
        Store.IsDown = true;
        Assert.That(() => ChangeAsync(one, change), Throws.InstanceOf<IOException>());
        Store.IsDown = false;
        Assert.That(CopyIn(other), Is.EqualTo("value"));

        await WithinBoundAsync(() => CopyIn(other) is null);
        Assert.That(other.L1.CopyValidity.IsConnected, "It was told, and has not just lost its trust.");
    }

    [Test]
    public async Task No_message_is_received_after_the_end()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await process.DisposeAsync();
        Assert.That(process.L1.CopyValidity.IsValid, Is.False);
        Assert.That(Store.HasListeners, Is.False);
        int messages = Store.Messages;
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Store.Messages, Is.EqualTo(messages));
    }

    [TestCase("a later version says so")]
    [TestCase("short")]
    public async Task An_unknown_message_drops_all_copies(string message)
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        await Store.PublishAsync("cachekit-changes", Encoding.UTF8.GetBytes(message));
        Assert.That(CopyIn(process), Is.Null);
    }

    // The powers of a level that the engine uses.

    private static async Task ChangeAsync(TieredBackend process, string change)
    {
        if (change == "remove")
            await process.RemoveAsync(Key);
        else if (change == "clear")
            await process.ClearAsync("app:");
        else
            await SetAsync(process, "new");
    }
}
