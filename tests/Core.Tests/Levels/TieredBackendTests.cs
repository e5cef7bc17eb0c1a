using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>No outdated copy comes back into memory, in whatever order reads, writes and messages overtake each other.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TieredBackendTests : TierFixture
{
    private readonly TalkingStore _store;

    public TieredBackendTests() => _store = new TalkingStore(Clock);

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("set")]
    public async Task A_read_that_a_change_of_this_process_overtakes_is_not_copied(string change)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await ExpectNotHeldAsync(process, () => ChangeAsync(process, change));
    }

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("set")]
    public async Task A_read_that_a_change_of_another_process_overtakes_is_not_copied(string change)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        await ExpectNotHeldAsync(process, () => ChangeAsync(other, change));
    }

    [Test]
    public async Task A_read_that_an_interruption_overtakes_is_not_copied()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await ExpectNotHeldAsync(process, () =>
        {
            _store.Interrupt();
            return default;
        });
    }

    [Test]
    public async Task Neither_of_two_concurrent_writes_is_copied()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        Gate answer = _store.HoldNextAnswer();
        Task first = SetAsync(process, "first").AsTask();
        await answer.Reached.Soon();
        await SetAsync(process, "second");
        Assert.That(CopyIn(process), Is.Null);

        answer.Open();
        await first.Soon();
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(await GetAsync(process), Is.EqualTo("second"));
    }

    [Test]
    public async Task A_write_that_a_change_of_another_process_overtakes_is_not_copied()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        Gate answer = _store.HoldNextAnswer();
        Task write = SetAsync(process, "old").AsTask();
        await answer.Reached.Soon();
        await SetAsync(other, "new");

        answer.Open();
        await write.Soon();
        Assert.That(CopyIn(process), Is.Null);
        Assert.That(await GetAsync(process), Is.EqualTo("new"));
    }

    [TestCase("remove")]
    [TestCase("clear")]
    [TestCase("set")]
    public async Task A_key_is_not_found_in_memory_while_the_store_changes_it(string change)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await SetAsync(process, "value");
        Gate answer = _store.HoldNextAnswer();
        Task changing = ChangeAsync(process, change).AsTask();
        await answer.Reached.Soon();
        Assert.That(CopyIn(process), Is.Null);
        answer.Open();
        await changing.Soon();
    }

    [Test]
    public async Task A_write_that_fails_leaves_no_copy()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await SetAsync(process, "old");
        _store.IsDown = true;
        Assert.That(async () => await SetAsync(process, "new"), Throws.InstanceOf<IOException>());
        Assert.That(CopyIn(process), Is.Null);
    }

    private async Task ExpectNotHeldAsync(TieredBackend process, Func<ValueTask> overtake)
    {
        await _store.SetAsync(Key, "old"u8.ToArray(), timeToLive: null);
        Gate answer = _store.HoldNextAnswer();
        Task<string?> read = GetAsync(process).AsTask();
        await answer.Reached.Soon();
        await overtake();
        string? copy = CopyIn(process);

        answer.Open();
        Assert.That(await read.Soon(), Is.EqualTo("old"));
        Assert.That(CopyIn(process), Is.EqualTo(copy));
        Assert.That(copy, Is.Not.EqualTo("old"));
    }

    private static async ValueTask ChangeAsync(TieredBackend process, string change)
    {
        if (change == "remove")
            await process.RemoveAsync(Key);
        else if (change == "clear")
            await process.ClearAsync("app:");
        else
            await SetAsync(process, "new");
    }
}
