using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>
/// Reads of one key that are shared by those who ask at the same time. Some are counted by the process's own meter, where what
/// other tests do would count too.
/// </summary>
[TestFixture, NonParallelizable]
internal sealed class SharedReadsTests
{
    private const string Key = "app::key";

    private static readonly EntrySettings _settings = new(new JsonCoder(), TimeSpan.FromMinutes(1), ByReference: true, EntryPolicy.Default);

    private static readonly EntryPlan _plan = new(EntryMetadata.None, _settings.Expiration);

    private readonly RecordingBackend _backend = new();
    private readonly EntryStore _store;

    public SharedReadsTests() => _store = EntryStore.Create(_backend);

    [Test]
    public async Task Concurrent_callers_share_one_read()
    {
        await WriteAsync("first");
        Gate answer = _backend.HoldNextAnswer(RecordingBackend.Get);
        Task<EntryRead<string>> leading = ReadAsync();
        await answer.Reached.Soon();
        Task<EntryRead<string>>[] following = [.. Enumerable.Range(0, 20).Select(_ => ReadAsync())];
        answer.Open();
        EntryRead<string> led = await leading.Soon();
        EntryRead<string>[] followed = await Task.WhenAll(following).Soon();
        Assert.That((led.IsHit, led.Value, _backend.CountOf(RecordingBackend.Get)), Is.EqualTo((true, "first", 1)));
        Assert.That(followed.Select(read => read.Value), Is.All.SameAs(led.Value));
    }

    [Test]
    public async Task A_caller_after_the_end_of_a_read_reads_anew()
    {
        await WriteAsync("first");
        await ReadAsync().Soon();
        await ReadAsync().Soon();
        Assert.That(_backend.CountOf(RecordingBackend.Get), Is.EqualTo(2));
    }

    [Test]
    public async Task Two_keys_are_read_apart()
    {
        Gate answer = _backend.HoldNextAnswer(RecordingBackend.Get);
        Task<EntryRead<string>> leading = ReadAsync();
        await answer.Reached.Soon();
        Assert.That((await ReadAsync("app::other").Soon()).IsHit, Is.False);
        answer.Open();
        await leading.Soon();
    }

    [Test]
    public async Task Calls_with_another_coder_or_type_do_not_share_the_read()
    {
        await WriteAsync("first");
        Gate answer = _backend.HoldNextAnswer(RecordingBackend.Get);
        Task<EntryRead<string>> leading = ReadAsync();
        await answer.Reached.Soon();
        Assert.That((await _store.ReadSharedAsync<string>(Key, _settings with { Coder = new JsonCoder() }).Soon()).Value, Is.EqualTo("first"));
        Assert.That((await _store.ReadSharedAsync<object>(Key, _settings).Soon()).IsHit, Is.True);
        answer.Open();
        await leading.Soon();
    }

    // Each acts while a read waits for its answer, which holds what was there before.
    private static IEnumerable<TestCaseData> Changes =>
    [
        Change("write", "second", store => store.WriteAsync(Key, "second", _settings, _plan, CancellationToken.None).AsTask()),
        Change("set", "second", store => store.SetAsync(Key, "second", _settings with { ByReference = false }, _plan, CancellationToken.None).AsTask()),
        Change("write many", "second", store => store.WriteManyAsync(
            [new EntryWrite<string>("app::other", "other", _settings, _plan), new EntryWrite<string>(Key, "second", _settings, _plan)],
            CancellationToken.None).AsTask()),
        Change("remove", null, store => store.RemoveAsync(Key, CancellationToken.None).AsTask()),
        Change("remove many", null, store => store.RemoveManyAsync(["app::other", Key], CancellationToken.None).AsTask()),
        Change("clear", null, store => store.ClearAsync("app:", CancellationToken.None).AsTask()),
        Change("evict", "first", store => store.EvictAsync("tag", EvictionMode.Immediate, CancellationToken.None).AsTask()),
        Change("evict many", "first", store => store.EvictManyAsync(["tag"], EvictionMode.Immediate, CancellationToken.None).AsTask()),
    ];

    [TestCaseSource(nameof(Changes))]
    public async Task A_caller_after_a_change_never_shares_a_read_from_before_it(string? expected, Func<EntryStore, Task> change)
    {
        await WriteAsync("first");
        Gate answer = _backend.HoldNextAnswer(RecordingBackend.Get);
        Task<EntryRead<string>> leading = ReadAsync();
        await answer.Reached.Soon();
        await change(_store).Soon();
        EntryRead<string> later = await ReadAsync().Soon();
        answer.Open();
        Assert.That((later.Value, (await leading.Soon()).Value), Is.EqualTo((expected, "first")));
    }

    [Test]
    public async Task A_shared_read_that_fails_is_a_miss_for_each_caller_and_one_failure()
    {
        await WriteAsync("first");
        using var failures = new CounterReading("cachekit.store.failures");
        Gate answer = _backend.HoldNext(RecordingBackend.Get);
        _backend.Fail(RecordingBackend.Get);
        Task<EntryRead<string>> leading = ReadAsync();
        await answer.Reached.Soon();
        Task<EntryRead<string>> following = ReadAsync();
        answer.Open();
        Assert.That(((await leading.Soon()).IsHit, (await following.Soon()).IsHit, failures.Sum), Is.EqualTo((false, false, 1)));
    }

    private static TestCaseData Change(string name, string? expected, Func<EntryStore, Task> change) =>
        new TestCaseData(expected, change).SetArgDisplayNames(name);

    private Task<EntryRead<string>> ReadAsync(string key = Key) => _store.ReadSharedAsync<string>(key, _settings).AsTask();

    private async Task WriteAsync(string value) => await _store.WriteAsync(Key, value, _settings, _plan, CancellationToken.None).Soon();
}
