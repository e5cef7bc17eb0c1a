using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Tags;

/// <summary>Tags on a store that is down, or goes down, or is slow.</summary>
[TestFixture]
internal sealed class TagFailureTests() : CacheFixture(StoreKind.Remote)
{
    private static readonly CacheEntryOptions _tagged = new() { Tags = ["users", "user:7"] };

    private RecordingBackend Store => (RecordingBackend)Backend;

    [Test]
    public async Task A_store_that_is_down_fails_no_caller()
    {
        Store.Fail();
        await Cache.SetAsync("key", "value", _tagged);
        await Cache.EvictAsync("users");
        string computed = await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"), _tagged);
        Assert.That((computed, (await Cache.TryGetAsync<string>("key", _tagged)).HasValue), Is.EqualTo(("value", false)));
        Assert.That(Loggers.At(LogLevel.Warning).Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Without_its_generations_a_refreshed_entry_is_not_stored_and_its_predecessor_is_removed()
    {
        await Cache.SetAsync("key", "old");
        Store.FailFor("app:%tags:users");
        await Cache.Engine.RefreshAsync("app::key", 0, (_, _) => ValueTask.FromResult("new"), Cache.SettingsOf(_tagged), CancellationToken.None);
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task Without_its_generations_an_entry_is_not_stored_and_its_predecessor_is_removed()
    {
        await Cache.SetAsync("key", "old");
        Store.Fail(RecordingBackend.Set);
        await Cache.SetAsync("key", "new", _tagged);
        Assert.That(Store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_generation_that_can_not_be_read_makes_a_miss()
    {
        await Cache.SetAsync("key", "value", _tagged);
        Gate entry = Store.HoldNext(RecordingBackend.Get);
        Task<CacheResult<string>> reading = Cache.TryGetAsync<string>("key").AsTask();
        await entry.Reached.Soon();
        Store.Fail(RecordingBackend.Get);
        entry.Open();
        Assert.That((await reading.Soon()).HasValue, Is.False);
        Assert.That(Loggers.At(LogLevel.Warning), Has.One.StartsWith("RecordingBackend failed at get"));
    }

    [Test]
    public async Task Generations_that_are_named_are_read_together_with_the_entry()
    {
        await Cache.SetAsync("key", "value", _tagged);
        Store.Calls.Clear();
        Gate entry = Store.HoldNext(RecordingBackend.Get);
        Task<CacheResult<string>> reading = Cache.TryGetAsync<string>("key", _tagged).AsTask();
        await entry.Reached.Soon();
        Assert.That(Store.Calls.Select(call => call.Key), Is.EqualTo(new[] { "app::key", "app:%tags:users", "app:%tags:user:7" }));
        entry.Open();
        Assert.That((await reading.Soon()).Value, Is.EqualTo("value"));
        Assert.That(Store.Calls, Has.Count.EqualTo(3));
    }

    [Test]
    public async Task Without_tags_the_store_is_asked_for_the_entry_alone()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        Assert.That(Store.Calls.Select(call => call.Operation), Is.EqualTo(new[] { RecordingBackend.Get, RecordingBackend.Set, RecordingBackend.Get }));
    }

    [Test]
    public async Task A_caller_after_the_eviction_does_not_share_a_read_from_before_it()
    {
        EntryStore store = Cache.Engine.Store;
        EntrySettings settings = new(Coder, null, ByReference: true, EntryPolicy.Default, Cache.KeysOfTags(["users"]));
        await Cache.SetAsync("key", "value", _tagged);
        Gate answer = Store.HoldNextAnswer(RecordingBackend.Get);
        Task<EntryRead<string>> leading = store.ReadSharedAsync<string>("app::key", settings).AsTask();
        await answer.Reached.Soon();
        await Cache.EvictAsync("users");
        EntryRead<string> later = await store.ReadSharedAsync<string>("app::key", settings).Soon();
        answer.Open();
        Assert.That((later.IsHit, (await leading.Soon()).IsHit), Is.EqualTo((false, true)));
    }

    [Test]
    public async Task A_result_that_is_being_written_is_waited_for_and_not_found()
    {
        await Cache.SetAsync("other", "value", _tagged);
        Gate write = Store.HoldNext(RecordingBackend.Set);
        Task<string> call = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("old"), _tagged).AsTask();
        await write.Reached.Soon();
        Task evicting = Cache.EvictAsync("users").AsTask();
        Assert.That(evicting.IsCompleted, Is.False);
        write.Open();
        await Task.WhenAll(call, evicting).Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public void A_cancelled_call_throws()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(async () => await Cache.EvictAsync("users", cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Cache.SetAsync("key", "value", _tagged, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(async () => await Cache.TryGetAsync<string>("key", _tagged, cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
    }
}
