using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

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

    [Test]
    public void Two_levels_have_the_capabilities_of_L2_and_hold_values_in_L1()
    {
        using var batches = new BatchStore(Clock);
        ICacheBackend process = Process(_store);
        Assert.That(process.FindCapability<IValueBackend>(), Is.SameAs(((TieredBackend)process).L1));
        Assert.That(process.FindCapability<IRentingBackend>(), Is.Null);
        Assert.That(process.FindCapability<IConditionalBackend>(), Is.SameAs(process));
        Assert.That(process.FindCapability<INotifyingBackend>(), Is.SameAs(_store));
        Assert.That(process.FindCapability<IBatchBackend>(), Is.Null);
        ICacheBackend other = Process(batches);
        Assert.That(other.FindCapability<IBatchBackend>(), Is.SameAs(other));
    }

    [Test]
    public async Task A_store_without_conditional_writes_leaves_two_levels_without_them()
    {
        TieredBackend process = Process(new RecordingBackend(Clock));
        Assert.That(((ICacheBackend)process).FindCapability<IConditionalBackend>(), Is.Null);
        Assert.That(async () => await process.AddAsync(Key, default, null), Throws.InvalidOperationException.With.Message.Contains("IConditionalBackend"));
        await process.DisposeAsync();
    }

    [TestCase("set")]
    [TestCase("add")]
    [TestCase("replace")]
    public async Task A_copy_does_not_change_with_the_array_of_the_caller(string change)
    {
        TieredBackend process = await HearingProcessAsync(_store);
        byte[] payload = "value"u8.ToArray();
        if (change == "set")
            await process.SetAsync(Key, payload, null);
        else if (change == "add")
            await process.AddAsync(Key, payload, null);
        else
            await ReplaceAsync(process, payload);
        payload.AsSpan().Clear();
        Assert.That(CopyIn(process), Is.EqualTo("value"));
    }

    [Test]
    public async Task A_cancelled_read_fails_although_there_is_a_copy()
    {
        TieredBackend process = await HearingProcessAsync(_store);
        await SetAsync(process, "value");
        Assert.That(async () => await process.GetAsync(Key, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void Both_levels_get_the_loggers()
    {
        var local = new LoggingMemory();
        var remote = new LoggingStore();
        var loggers = new RecordingLoggerFactory();
        using var process = new TieredBackend(local, remote);
        process.UseLoggers(loggers);
        Assert.That((local.Loggers, remote.Loggers), Is.EqualTo((loggers, loggers)));
        local.Dispose();
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

    private static async Task ReplaceAsync(TieredBackend process, byte[] payload)
    {
        await SetAsync(process, "old");
        await process.ReplaceAsync(Key, "old"u8.ToArray(), payload, null);
    }

    private sealed class LoggingMemory() : DelegatingBackend(new InMemoryBackend()), IDisposable
    {
        public ILoggerFactory? Loggers { get; private set; }

        public override TCapability? FindCapability<TCapability>()
            where TCapability : class => this as TCapability;

        public override void UseLoggers(ILoggerFactory loggerFactory) => Loggers = loggerFactory;

        public void Dispose() => ((InMemoryBackend)Inner).Dispose();
    }

    private sealed class LoggingStore() : DelegatingBackend(new RecordingBackend())
    {
        public ILoggerFactory? Loggers { get; private set; }

        public override TCapability? FindCapability<TCapability>()
            where TCapability : class => typeof(TCapability) == typeof(ILoggingBackend) ? this as TCapability : null;

        public override void UseLoggers(ILoggerFactory loggerFactory) => Loggers = loggerFactory;
    }
}
