using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;

namespace CacheKit.Core.Tests.Diagnostics;

/// <summary>An outage of the store is logged once when it begins and once when it ends.</summary>
[TestFixture]
internal sealed class OutageLogTests : CacheFixture
{
    private readonly RecordingBackend _store;

    public OutageLogTests()
        : base(StoreKind.Remote, hasTimeout: false) => _store = (RecordingBackend)Backend;

    private IEnumerable<string> Warnings => Loggers.At(LogLevel.Warning);

    private IEnumerable<string> Recoveries => Loggers.At(LogLevel.Information).Where(message => message.Contains("answers again", StringComparison.Ordinal));

    [Test]
    public async Task Nothing_is_logged_of_a_store_that_answers()
    {
        await CallAllAsync();
        Assert.That(Warnings.Concat(Recoveries), Is.Empty);
    }

    [TestCase(RecordingBackend.Get)]
    [TestCase(RecordingBackend.Set)]
    [TestCase(RecordingBackend.Remove)]
    [TestCase(RecordingBackend.Clear)]
    public async Task The_warning_names_the_store_and_what_failed(string operation)
    {
        _store.Fail(operation);
        await CallAllAsync();
        Assert.That(Warnings.First(), Does.StartWith($"RecordingBackend failed at {operation}."));
    }

    [Test]
    public async Task The_warning_carries_the_exception()
    {
        var exception = new IOException("no route");
        _store.Fail(exception: exception);
        await CallAllAsync();
        Assert.That(Loggers.Entries.Single(entry => entry.Level == LogLevel.Warning).Exception, Is.SameAs(exception));
    }

    [Test]
    public async Task An_outage_is_one_warning_however_many_calls_fail()
    {
        _store.Fail();
        for (int i = 0; i < 100; i++)
            await CallAllAsync();
        Assert.That(Warnings.Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task The_end_of_an_outage_is_logged_once_with_the_number_of_failed_calls()
    {
        _store.Fail();
        await CallAllAsync();
        Recover();
        await CallAllAsync();
        Assert.That(Recoveries, Is.EqualTo(new[] { "RecordingBackend answers again after 5 failed calls" }));
    }

    [Test]
    public async Task An_outage_of_writes_is_not_ended_by_reads()
    {
        _store.Fail(RecordingBackend.Set);
        for (int i = 0; i < 500; i++)
        {
            await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
            Clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((1, 0)));
        Recover();
        await ReadAsync();
        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task A_second_outage_is_a_second_warning()
    {
        for (int i = 0; i < 2; i++)
        {
            _store.Fail();
            await CallAllAsync();
            Recover();
            await CallAllAsync();
        }

        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task A_success_that_began_before_the_outage_does_not_end_it()
    {
        Gate answer = _store.HoldNextAnswer(RecordingBackend.Get);
        Task early = ReadAsync();
        await answer.Reached.Soon();
        _store.Fail();
        await ReadAsync();
        answer.Open();
        await early.Soon();
        await ReadAsync();
        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((1, 0)));
    }

    [Test]
    public async Task A_failure_that_began_before_the_recovery_does_not_begin_another_outage()
    {
        _store.Fail();
        await ReadAsync();
        Gate slow = _store.HoldNext(RecordingBackend.Get);
        Task late = ReadAsync();
        await slow.Reached.Soon();
        Recover();
        await ReadAsync();
        slow.Open();
        await late.Soon();
        await ReadAsync();
        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((1, 1)));
    }

    [Test]
    public async Task Many_calls_at_once_make_one_warning_and_one_recovery()
    {
        _store.Fail();
        await Parallel.ForAsync(0, 200, async (_, _) => await CallAllAsync());
        Recover();
        await Parallel.ForAsync(0, 200, async (_, _) => await CallAllAsync());
        Assert.That((Warnings.Count(), Recoveries.Count()), Is.EqualTo((1, 1)));
    }

    // And let it be well for a while.
    private void Recover()
    {
        _store.Recover();
        Clock.Advance(TimeSpan.FromHours(1));
    }

    private async Task ReadAsync() => await Cache.TryGetAsync<string>("key");

    // Five calls of the store when all of them fail.
    private async Task CallAllAsync()
    {
        await Cache.GetOrCreateAsync("key", _ => ValueTask.FromResult("value"));
        await Cache.SetAsync("key", "value");
        await Cache.RemoveAsync("key");
        await Cache.ClearAsync();
    }
}
