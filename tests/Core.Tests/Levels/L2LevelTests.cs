using CacheKit.Conformance;
using CacheKit.Core.Tests.Fakes;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Each operation on L2 starts the channel, heeds its token, and announces a change that may have reached the store.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class L2LevelTests : TierFixture
{
    private static readonly string[] _changes = ["set", "remove", "clear", "add", "replace", "remove by replacement", "set none"];

    private readonly TalkingStore _store;

    public L2LevelTests() => _store = new TalkingStore(Clock);

    private static IEnumerable<string> Operations => [.. _changes, "get", "get with life"];

    private static IEnumerable<string> Changes => _changes;

    [TestCaseSource(nameof(Operations))]
    public async Task The_first_operation_starts_the_channel(string operation)
    {
        TieredBackend process = Process(_store);
        Assert.That(process.Invalidations.HasStarted, Is.False);
        await RunAsync(process, operation);
        Assert.That(process.Invalidations.HasStarted);
        await Poll.UntilAsync(() => process.L1.CopyValidity.IsConnected);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_cancelled_operation_changes_nothing(string operation)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await SetAsync(process, "old");
        int messages = _store.Messages;
        Assert.That(() => RunAsync(process, operation, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((CopyIn(process), _store.Messages), Is.EqualTo(("old", messages)));
        Assert.That(await _store.GetAsync(Key), Is.Not.Null);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task A_change_that_fails_leaves_no_copy_and_is_announced_later(string operation)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        TieredBackend other = await HearingProcessAsync(_store);
        await SetAsync(process, "old");
        await GetAsync(other);
        _store.IsDown = true;
        Assert.That(() => RunAsync(process, operation), Throws.TypeOf<IOException>());
        _store.IsDown = false;
        Assert.That((CopyIn(process), CopyIn(other)), Is.EqualTo(((string?)null, "old")));

        await WithinBoundAsync(() => CopyIn(other) is null);
        Assert.That(other.L1.CopyValidity.IsConnected);
    }

    [Test]
    public async Task A_read_beside_a_clear_leaves_no_copy()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await _store.SetAsync(Key, "old"u8.ToArray(), timeToLive: null);
        Gate answer = _store.HoldNextAnswer();
        Task clearing = process.ClearAsync("app:").AsTask();
        await answer.Reached.Soon();
        process.L1.EndRead(Key, new CodedValue("old"u8.ToArray()), null, process.L1.BeginRead(Key));
        Assert.That(CopyIn(process), Is.EqualTo("old"));
        answer.Open();
        await clearing.Soon();
        Assert.That(CopyIn(process), Is.Null);
    }

    private static async Task RunAsync(TieredBackend process, string operation, CancellationToken cancellationToken = default)
    {
        ReadOnlyMemory<byte> old = "old"u8.ToArray();
        ReadOnlyMemory<byte> own = "new"u8.ToArray();
        await (operation switch
        {
            "get" => process.GetAsync(Key, cancellationToken).AsTask(),
            "get with life" => process.GetWithTimeToLiveAsync(Key, cancellationToken).AsTask(),
            "set" => process.SetAsync(Key, own, null, cancellationToken).AsTask(),
            "set none" => process.SetAsync(Key, own, TimeSpan.Zero, cancellationToken).AsTask(),
            "remove" => process.RemoveAsync(Key, cancellationToken).AsTask(),
            "clear" => process.ClearAsync("app:", cancellationToken).AsTask(),
            "add" => process.AddAsync(Key, own, null, cancellationToken).AsTask(),
            "replace" => process.ReplaceAsync(Key, old, own, null, cancellationToken).AsTask(),
            _ => process.ReplaceAsync(Key, old, own, TimeSpan.Zero, cancellationToken).AsTask(),
        });
    }
}
