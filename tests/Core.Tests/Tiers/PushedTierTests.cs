using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Tiers;

/// <summary>Over a store that passes on messages, processes hear of one another's changes at once, and know when they don't.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PushedTierTests : TierFixture
{
    private TalkingStore Store { get; }

    public PushedTierTests() => Store = new TalkingStore(Clock);

    [Test]
    public async Task What_is_read_twice_is_read_from_the_store_once()
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
    public async Task What_another_process_changes_is_dropped_at_once(string change)
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "old");
        Assert.That(await GetAsync(other), Is.EqualTo("old"));

        if (change == "remove")
            await one.RemoveAsync(Key);
        else if (change == "clear")
            await one.ClearAsync("app:");
        else
            await SetAsync(one, "new");

        Assert.That(CopyIn(other), Is.Null);
        Assert.That(await GetAsync(other), Is.EqualTo(change == "replace" ? "new" : null));
    }

    [Test]
    public async Task A_process_keeps_what_it_has_written_itself()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        Assert.That(CopyIn(process), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_copy_lives_as_long_as_what_it_is_a_copy_of_or_shorter_where_that_is_asked_for()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        TieredBackend shortly = await HearingProcessAsync(Store, options => options.LocalExpiration = TimeSpan.FromMinutes(1));
        await SetAsync(process, "value", timeToLive: TimeSpan.FromHours(1));
        await GetAsync(shortly);

        process.Copies.GetValue(Key, out TimeSpan? life);
        shortly.Copies.GetValue(Key, out TimeSpan? shorter);

        Assert.That(life, Is.EqualTo(TimeSpan.FromHours(1)));
        Assert.That(shorter, Is.EqualTo(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task No_copy_is_believed_for_longer_than_the_bound_once_nothing_is_heard_any_more()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        Store.IsDown = true;

        Clock.Advance(Bound - TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.EqualTo("value"));
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(process.Copies.IsHeld(default), Is.False);
    }

    [Test]
    public async Task Messages_that_are_lost_without_a_sign_are_missed()
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
    public async Task An_interruption_drops_everything_until_the_others_are_heard_again()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");

        Store.Interrupt();
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(process.Copies.Trust.IsHeard, Is.False);

        await UntilLaterAsync(() => process.Copies.Trust.IsHeard);
        await GetAsync(process);
        process.Copies.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.Null, "For as long as the entry.");
    }

    [Test]
    public async Task While_nothing_is_heard_copies_live_for_the_bound()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        Store.LosesMessages = true;
        await UntilLaterAsync(() => !process.Copies.Trust.IsHeard);

        await SetAsync(process, "value");
        process.Copies.GetValue(Key, out TimeSpan? life);
        Assert.That(life, Is.EqualTo(Bound));
    }

    [Test]
    public async Task Listening_begins_at_the_first_use_and_not_before()
    {
        TieredBackend process = Process(Store);
        Assert.That(Store.Messages, Is.Zero);
        await process.GetAsync(Key);
        await UntilAsync(() => process.Copies.Trust.IsHeard);
    }

    [Test]
    public async Task Others_that_could_not_be_told_are_told_when_they_can_be()
    {
        (TieredBackend one, TieredBackend other) = (await HearingProcessAsync(Store), await HearingProcessAsync(Store));
        await SetAsync(one, "value");
        await GetAsync(other);
        Store.IsDown = true;
        Assert.That(async () => await one.RemoveAsync(Key), Throws.InstanceOf<IOException>());
        Store.IsDown = false;
        Assert.That(CopyIn(other), Is.EqualTo("value"));

        await UntilLaterAsync(() => CopyIn(other) is null);
        Assert.That(other.Copies.Trust.IsHeard, "It was told, and has not just lost its trust.");
    }

    [Test]
    public async Task Nothing_is_heard_after_the_end()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await process.DisposeAsync();
        int messages = Store.Messages;
        Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(Store.Messages, Is.EqualTo(messages));
        Assert.That(process.Copies.Trust.Holds, Is.False);
    }

    [Test]
    public async Task A_message_that_nobody_understands_drops_everything()
    {
        TieredBackend process = await HearingProcessAsync(Store);
        await SetAsync(process, "value");
        await Store.PublishAsync("cachekit-changes", "a later version says so"u8.ToArray());
        Assert.That(CopyIn(process), Is.Null);
    }
}
