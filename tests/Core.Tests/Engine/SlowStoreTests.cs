using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>Concurrent calls on a slow store.</summary>
[TestFixture]
internal sealed class SlowStoreTests : CacheFixture
{
    private readonly RecordingBackend _store;
    private int _runs;

    public SlowStoreTests()
        : base(StoreKind.Remote) => _store = (RecordingBackend)Backend;

    [Test]
    public async Task A_call_while_the_result_is_being_written_takes_that_result()
    {
        Gate write = _store.HoldNext(RecordingBackend.Set);
        Task<List<int>> first = CallAsync();
        await write.Reached.Soon();

        Task<List<int>> second = CallAsync();
        write.Open();

        Assert.That((await first.Soon(), await second.Soon(), _runs), Is.EqualTo((new[] { 1 }, new[] { 1 }, 1)).UsingPropertiesComparer());
    }

    [Test]
    public async Task A_call_that_missed_just_before_another_stored_its_result_takes_that_result()
    {
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Task<List<int>> slow = CallAsync();
        await answer.Reached.Soon();
        await CallAsync().Soon();

        answer.Open();

        Assert.That(await slow.Soon(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task Many_calls_that_missed_just_before_another_stored_its_result_take_that_result()
    {
        Gate[] answers = [.. Enumerable.Range(0, 20).Select(_ => _store.HoldNextAnswer(RecordingBackend.Get))];
        Task<List<int>>[] slow = [.. answers.Select(_ => CallAsync())];
        await CallAsync().Soon();

        foreach (Gate answer in answers)
            answer.Open();

        Assert.That(await Task.WhenAll(slow).Soon(), Is.All.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_call_that_takes_the_result_of_another_does_not_code_it()
    {
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Task<List<int>> slow = CallAsync();
        await answer.Reached.Soon();
        await CallAsync().Soon();
        Coder.FailsToEncode = true;

        answer.Open();

        Assert.That(await slow.Soon(), Is.EqualTo(new[] { 1 }));
    }

    [Test]
    public async Task A_set_whose_tags_are_not_read_in_time_does_not_call_the_store_again_and_hides_the_old_value()
    {
        await Cache.SetAsync("key", "old");
        Gate read = _store.HoldNext(RecordingBackend.Get);
        Task set = Cache.SetAsync("key", "new", new CacheEntryOptions { Tags = ["tag"] }).AsTask();
        await read.Reached.Soon();
        Clock.Advance(new StoreOptions().Timeout!.Value);
        await set.Soon();
        Assert.That(_store.CountOf(RecordingBackend.Remove), Is.Zero);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task When_the_call_returns_its_result_is_stored()
    {
        await CallAsync();
        Assert.That(_store.Keys, Is.EqualTo(new[] { "app::key" }));
    }

    [Test]
    public async Task A_hit_asks_the_store_once()
    {
        await CallAsync();
        _store.Calls.Clear();
        await CallAsync();
        Assert.That(_store.Calls, Is.EqualTo(new[] { (RecordingBackend.Get, "app::key") }));
    }

    [Test]
    public async Task A_miss_reads_the_store_once_and_writes_it_once()
    {
        await CallAsync();
        Assert.That(_store.Calls, Is.EqualTo(new[] { (RecordingBackend.Get, "app::key"), (RecordingBackend.Set, "app::key") }));
    }

    private Task<List<int>> CallAsync() =>
        Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult(new List<int> { Interlocked.Increment(ref _runs) })).AsTask();
}
