using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>A result that is being written when all callers have left is stored, unless its key is set, removed or cleared.</summary>
[TestFixture]
internal sealed class AbandonedWriteTests : CacheFixture
{
    private readonly Gate _write;
    private int _runs;

    public AbandonedWriteTests()
        : base(StoreKind.Remote) => _write = ((RecordingBackend)Backend).HoldNext(RecordingBackend.Set);

    [Test]
    public async Task The_result_is_stored()
    {
        await AbandonAsync();
        _write.Open();
        Assert.That(await CallAsync().Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_new_caller_gets_the_result()
    {
        await AbandonAsync();
        Task<string> newcomer = CallAsync();
        _write.Open();
        Assert.That(await newcomer.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task The_result_does_not_replace_a_value_that_is_set()
    {
        await AbandonAsync();
        Task set = Cache.SetAsync("key", "new").AsTask();
        _write.Open();
        await set.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task The_result_is_not_found_after_a_removal()
    {
        await AbandonAsync();
        Task remove = Cache.RemoveAsync("key").AsTask();
        _write.Open();
        await remove.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task The_result_is_not_found_after_a_removal_although_a_new_caller_waited_for_it()
    {
        await AbandonAsync();
        Task<string> newcomer = CallAsync();
        Task remove = Cache.RemoveAsync("key").AsTask();
        _write.Open();
        await Task.WhenAll(newcomer, remove).Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    private async Task AbandonAsync()
    {
        using var cancellation = new CancellationTokenSource();
        Task<string> call = CallAsync(cancellation.Token);
        await _write.Reached.Soon();
        await cancellation.CancelAsync();
        Assert.That(async () => await call.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    private Task<string> CallAsync(CancellationToken cancellationToken = default) =>
        Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult($"value {Interlocked.Increment(ref _runs)}"), null, cancellationToken).AsTask();
}
