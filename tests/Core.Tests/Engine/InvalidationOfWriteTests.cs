using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Engine;

/// <summary>A key that is removed, set or cleared while a value of it is on its way to a slow store.</summary>
[TestFixture]
internal sealed class InvalidationOfWriteTests : CacheFixture
{
    private readonly RecordingBackend _store;

    public InvalidationOfWriteTests()
        : base(StoreKind.Remote) => _store = (RecordingBackend)Backend;

    [Test]
    public async Task A_remove_outlasts_a_result_that_is_being_written()
    {
        Gate write = await WriteOldAsync();
        Task remove = Cache.RemoveAsync("key").AsTask();
        write.Open();
        await remove.Soon();
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_remove_by_a_synchronous_caller_has_ended_when_it_returns()
    {
        Gate write = await WriteOldAsync();
        OtherThread.RunOnceThisOneWaits(write.Open);
        using (SynchronousCaller.Enter())
            Assert.That(Cache.RemoveAsync("key").AsTask().IsCompletedSuccessfully, Is.True);
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_clear_outlasts_a_result_that_is_being_written()
    {
        Gate write = await WriteOldAsync();
        Task clear = Cache.ClearAsync().AsTask();
        write.Open();
        await clear.Soon();
        Assert.That(_store.Keys, Is.Empty);
    }

    [Test]
    public async Task A_set_outlasts_a_result_that_is_being_written()
    {
        Gate write = await WriteOldAsync();
        Task set = Cache.SetAsync("key", "new").AsTask();
        write.Open();
        await set.Soon();
        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task A_set_outlasts_a_computation_that_began_while_it_was_on_its_way()
    {
        Gate write = _store.HoldNext(RecordingBackend.Set);
        Task set = Cache.SetAsync("key", "set").AsTask();
        await write.Reached.Soon();
        var computed = new TaskCompletionSource<string>();
        Task<string> call = Cache.GetOrCreateAsync("key", _ => new ValueTask<string>(computed.Task)).AsTask();

        write.Open();
        await set.Soon();
        computed.SetResult("computed");
        await call.Soon();

        Assert.That((await Cache.TryGetAsync<string>("key")).Value, Is.EqualTo("set"));
    }

    [Test]
    public async Task A_remove_that_waits_for_a_write_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await WriteOldAsync();
        Task remove = Cache.RemoveAsync("key", null, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await remove.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_set_that_waits_for_a_write_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await WriteOldAsync();
        Task set = Cache.SetAsync("key", "new", null, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await set.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task A_clear_that_waits_for_a_write_can_be_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        await WriteOldAsync();
        Task clear = Cache.ClearAsync(null, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        Assert.That(async () => await clear.Soon(), Throws.InstanceOf<OperationCanceledException>());
    }

    private async Task<Gate> WriteOldAsync()
    {
        Gate write = _store.HoldNext(RecordingBackend.Set);
        _ = Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("old")).AsTask();
        await write.Reached.Soon();
        return write;
    }
}
