using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>An entry whose payload a transform reports as outdated is written again.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase), NonParallelizable]
internal sealed class OutdatedPayloadsTests : CacheFixture
{
    private const string Key = "app::key";

    private readonly VersionTransform _newTransform = new(2);
    private readonly Cache _old;
    private readonly Cache _new;

    public OutdatedPayloadsTests()
        : base(StoreKind.Server)
    {
        _old = NewCache(configure: options => options.Coder = new JsonCoder().Then(new VersionTransform(1)));
        _new = NewCache(configure: options => options.Coder = new JsonCoder().Then(_newTransform));
    }

    private ReplacingBackend Store => (ReplacingBackend)Backend;

    [Test]
    public async Task It_is_written_once_more_with_its_value_and_without_a_computation()
    {
        using var renewed = new CounterReading("cachekit.payloads.renewed");
        await _old.SetAsync("key", "value");
        Assert.That(await _new.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("It is computed.")), Is.EqualTo("value"));
        await UntilRenewedAsync();
        await Poll.UntilAsync(() => renewed.Sum == 1);
        Assert.That((await _new.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That((await _old.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        Assert.That(Loggers.At(LogLevel.Warning), Is.Empty);
    }

    [Test]
    public async Task It_keeps_the_rest_of_its_life()
    {
        await _old.SetAsync("key", "value", new CacheEntryOptions { Expiration = TimeSpan.FromMinutes(10) });
        Clock.Advance(TimeSpan.FromMinutes(4));
        await _new.TryGetAsync<string>("key");
        await UntilRenewedAsync();
        Assert.That((await Store.GetWithTimeToLiveAsync(Key))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromMinutes(6)));
        Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.That((await _new.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task It_keeps_its_tags_and_times()
    {
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromMinutes(10),
            Tags = ["tag"],
            Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(5) },
        };
        await _old.SetAsync("key", "value", options);
        Clock.Advance(TimeSpan.FromMinutes(4));
        EntryMetadata before = Metadata();
        await _new.TryGetAsync<string>("key", options);
        await UntilRenewedAsync();
        Assert.That(Metadata().Lifetime, Is.EqualTo(before.Lifetime).And.Not.Null);
        Assert.That(MarksOf(Metadata()), Is.EqualTo(MarksOf(before)).And.Not.Empty);
        Assert.That((await Store.GetWithTimeToLiveAsync(Key))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromMinutes(11)));
        await _new.EvictAsync("tag");
        Assert.That((await _new.TryGetAsync<string>("key", options)).HasValue, Is.False);
    }

    [Test]
    public async Task Many_readers_write_it_once()
    {
        await _old.SetAsync("key", "value");
        string[] read = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ =>
            Task.Run(async () => await _new.GetOrCreateAsync<string>("key", _ => throw new InvalidOperationException("It is computed.")))));
        await UntilRenewedAsync();
        Assert.That(read, Is.All.EqualTo("value"));
        Assert.That(Store.CountOf(RecordingBackend.Replace), Is.EqualTo(1));
    }

    [Test]
    public async Task A_newer_value_is_not_overwritten()
    {
        await ReadWithAnswerHeldAsync(() => _old.SetAsync("key", "newer").AsTask());
        Assert.That((await _old.TryGetAsync<string>("key")).Value, Is.EqualTo("newer"));
        Assert.That(VersionTransform.Of(Store[Key]), Is.EqualTo(1));
    }

    [Test]
    public async Task A_removed_entry_does_not_come_back()
    {
        await ReadWithAnswerHeldAsync(() => _old.RemoveAsync("key").AsTask());
        Assert.That((await _new.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    // The refresh replaces exactly the bytes that it has read.
    [Test]
    public async Task An_entry_that_becomes_stale_meanwhile_is_left_to_its_refresh()
    {
        var options = new CacheEntryOptions
        {
            Expiration = TimeSpan.FromMilliseconds(100),
            Stale = new StaleOptions { Grace = TimeSpan.FromMinutes(5) },
        };
        await _old.SetAsync("key", "value", options);
        Gate first = Store.HoldNextAnswer(RecordingBackend.Get);
        Gate second = Store.HoldNextAnswer(RecordingBackend.Get);
        Task<CacheResult<string>> reading = _new.TryGetAsync<string>("key", options).AsTask();
        first.Open();
        await reading;
        await second.Reached.Soon();
        Clock.Advance(TimeSpan.FromMilliseconds(150));
        var started = new TaskCompletionSource();
        var computed = new TaskCompletionSource<string>();
        Task<string> refreshing = _new.GetOrCreateAsync("key", async _ => await ComputeAsync(), options).AsTask();
        await started.Task.Soon();
        second.Open();

        // Another entry, which is written after that read.
        await _old.SetAsync("other", "value");
        await _new.TryGetAsync<string>("other");
        await Poll.UntilAsync(() => VersionTransform.Of(Store["app::other"]) == 2);
        Assert.That(VersionTransform.Of(Store[Key]), Is.EqualTo(1));
        computed.SetResult("refreshed");
        await refreshing.Soon();
        Assert.That((await _new.TryGetAsync<string>("key", options)).Value, Is.EqualTo("refreshed"));

        Task<string> ComputeAsync()
        {
            started.SetResult();
            return computed.Task;
        }
    }

    [Test]
    public async Task Entries_of_a_call_for_many_keys_are_written_too()
    {
        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"key {i}")];
        foreach (string key in keys)
            await _old.SetAsync(key, key);
        Assert.That(await _new.GetManyAsync<string>(keys), Has.Count.EqualTo(keys.Length));
        await Poll.UntilAsync(() => keys.All(key => VersionTransform.Of(Store[$"app::{key}"]) == 2));
    }

    // After the failure the store may have either form, so the entry must not be removed.
    [Test]
    public async Task After_a_failure_of_the_store_the_next_read_tries_again()
    {
        await _old.SetAsync("key", "value");
        Store.Fail(RecordingBackend.Replace);
        Assert.That((await _new.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        await Poll.UntilAsync(() => Store.CountOf(RecordingBackend.Replace) == 1);
        Store.Recover();
        await UntilReadRenewsAsync();
        Assert.That(Store.CountOf(RecordingBackend.Remove), Is.Zero);
    }

    [Test]
    public async Task A_transform_that_can_not_write_changes_nothing()
    {
        await _old.SetAsync("key", "value");
        _newTransform.Fails = true;
        Assert.That((await _new.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        await Poll.UntilAsync(() => Loggers.At(LogLevel.Debug).Any(line => line.StartsWith("The coder failed", StringComparison.Ordinal)));
        Assert.That((await _old.TryGetAsync<string>("key")).Value, Is.EqualTo("value"));
        _newTransform.Fails = false;
        await UntilReadRenewsAsync();
    }

    // Each of them would put the entry into its own form at each read.
    [Test]
    public async Task Two_versions_at_the_same_time_write_an_entry_once_a_minute()
    {
        await _old.SetAsync("key", "value");
        for (int minute = 1; minute <= 3; minute++)
        {
            await UntilReadRenewsAsync();
            await Poll.UntilAsync(async () =>
            {
                await _old.TryGetAsync<string>("key");
                return VersionTransform.Of(Store[Key]) == 1;
            });
            for (int i = 0; i < 100; i++)
                await (i % 2 == 0 ? _old : _new).TryGetAsync<string>("key");

            // Another entry, which is written after those reads.
            await _old.SetAsync($"other {minute}", "value");
            await _new.TryGetAsync<string>($"other {minute}");
            await Poll.UntilAsync(() => VersionTransform.Of(Store[$"app::other {minute}"]) == 2);
            Assert.That(Store.Calls.Count(call => call == (RecordingBackend.Replace, Key)), Is.EqualTo(2 * minute));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Test]
    public async Task Compressed_and_then_encrypted_it_passes_through_both()
    {
        Cache before = NewCache(configure: options => options.Coder = Coder(1));
        Cache after = NewCache(configure: options => options.Coder = Coder(2));
        string[] value = [.. Enumerable.Repeat("the same words again", 500)];
        await before.SetAsync("key", value);
        Assert.That((await after.TryGetAsync<string[]>("key")).Value, Is.EqualTo(value));
        await UntilRenewedAsync();
        Assert.That((await after.TryGetAsync<string[]>("key")).Value, Is.EqualTo(value));
        Assert.That(Store[Key], Has.Length.LessThan(1_000));

        static ICoder Coder(byte version) => new JsonCoder().Then(new BrotliCompression()).Then(new VersionTransform(version));
    }

    [Test]
    public async Task A_current_entry_is_read_once_and_not_written()
    {
        await _new.SetAsync("key", "value");
        int before = Store.Calls.Count;
        for (int i = 0; i < 10; i++)
            await _new.TryGetAsync<string>("key");
        Assert.That(Store.Calls.Skip(before), Is.EqualTo(Enumerable.Repeat((RecordingBackend.Get, Key), 10)));
    }

    // The second read is that of the writing in the background.
    private async Task ReadWithAnswerHeldAsync(Func<Task> change)
    {
        await _old.SetAsync("key", "value");
        Gate first = Store.HoldNextAnswer(RecordingBackend.Get);
        Gate second = Store.HoldNextAnswer(RecordingBackend.Get);
        Task<CacheResult<string>> reading = _new.TryGetAsync<string>("key").AsTask();
        first.Open();
        Assert.That((await reading).Value, Is.EqualTo("value"));
        await second.Reached.Soon();
        await change();
        Gate replaced = Store.HoldNextAnswer(RecordingBackend.Replace);
        second.Open();
        await replaced.Reached.Soon();
        replaced.Open();
    }

    private EntryMetadata Metadata() => EntryEnvelope.TryUnwrap(Store[Key], out _, out EntryMetadata metadata) ? metadata : throw new InvalidDataException();

    private static IEnumerable<(string, ulong)> MarksOf(EntryMetadata metadata) => metadata.Marks.Select(mark => (mark.Key, mark.Generation.Number));

    private Task UntilRenewedAsync() => Poll.UntilAsync(() => VersionTransform.Of(Store[Key]) == 2);

    private Task UntilReadRenewsAsync() => Poll.UntilAsync(async () =>
    {
        await _new.TryGetAsync<string>("key");
        return VersionTransform.Of(Store[Key]) == 2;
    });
}
