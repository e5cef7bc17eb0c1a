using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>What becomes of a result that is being written when everybody has left.</summary>
[TestFixture]
internal sealed class AbandonedWriteTests : CacheFixture
{
    private readonly Gate _write;
    private int _runs;

    public AbandonedWriteTests()
        : base(StoreKind.Remote) => _write = ((RecordingBackend)Backend).HoldNext(RecordingBackend.Set);

    [Test]
    public async Task It_is_stored()
    {
        await AbandonAsync();
        _write.Open();
        Assert.That(await CallAsync().Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task A_newcomer_takes_it()
    {
        await AbandonAsync();
        Task<string> newcomer = CallAsync();
        _write.Open();
        Assert.That(await newcomer.Soon(), Is.EqualTo("value 1"));
    }

    [Test]
    public async Task It_does_not_replace_what_is_set()
    {
        await AbandonAsync();
        Task set = Cache.SetAsync("key", "new").AsTask();
        _write.Open();
        await set.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task It_does_not_come_back_under_a_removed_key()
    {
        await AbandonAsync();
        Task remove = Cache.RemoveAsync("key").AsTask();
        _write.Open();
        await remove.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task It_does_not_come_back_under_a_removed_key_though_a_newcomer_asked_in_between()
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
