using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.Levels;

/// <summary>Changes are appended to the log in the store, each once, and a failure reaches those whose changes were not written.</summary>
[TestFixture]
internal sealed class ChangeLogWriterTests : IDisposable
{
    private const string Key = "log";

    private readonly FakeTimeProvider _clock = new();
    private readonly SharedStore _store;
    private readonly ChangeLogWriter _writer;

    public ChangeLogWriterTests()
    {
        _store = new SharedStore(_clock);
        _writer = new ChangeLogWriter(_store, Key);
    }

    public void Dispose() => _store.Dispose();

    [Test]
    public async Task A_log_expires_a_day_after_its_last_change()
    {
        await _writer.AppendAsync(Of("first")).Soon();
        Assert.That((await _store.GetWithTimeToLiveAsync(Key))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromDays(1)));

        _clock.Advance(TimeSpan.FromHours(23));
        await _writer.AppendAsync(Of("second")).Soon();
        Assert.That((await _store.GetWithTimeToLiveAsync(Key))!.Value.TimeToLive, Is.EqualTo(TimeSpan.FromDays(1)));
        Assert.That(await LoggedAsync(), Is.EqualTo(new[] { "first", "second" }));
    }

    [Test]
    public async Task A_change_that_is_made_again_during_a_write_is_logged_once()
    {
        Gate answer = _store.HoldNextAnswer();
        Task first = _writer.AppendAsync(Of("first"));
        await answer.Reached.Soon();
        Task[] others = [_writer.AppendAsync(Of("again")), _writer.AppendAsync(Of("other")), _writer.AppendAsync(Of("again"))];
        answer.Open();
        await Task.WhenAll([first, .. others]).Soon();
        Assert.That(await LoggedAsync(), Is.EqualTo(new[] { "first", "again", "other" }));
    }

    [Test]
    public async Task A_failure_reaches_the_changes_of_its_write_only()
    {
        Gate answer = _store.HoldNextAnswer();
        Task first = _writer.AppendAsync(Of("first"));
        await answer.Reached.Soon();
        _store.IsDown = true;
        answer.Open();
        Assert.That(() => first.Soon(), Throws.TypeOf<IOException>());

        _store.IsDown = false;
        await _writer.AppendAsync(Of("second")).Soon();
        Assert.That(await LoggedAsync(), Is.EqualTo(new[] { "second" }));
    }

    [Test]
    public async Task A_payload_that_is_no_log_is_replaced_by_one()
    {
        await _store.SetAsync(Key, "no log"u8.ToArray(), timeToLive: null);
        await _writer.AppendAsync(Of("first")).Soon();
        Assert.That(await LoggedAsync(), Is.EqualTo(new[] { "first" }));
    }

    [Test]
    public async Task A_change_is_refused_after_thirty_attempts_that_other_processes_have_overtaken()
    {
        _store.IsOvertaken = true;
        Assert.That(() => _writer.AppendAsync(Of("first")).Soon(), Throws.TypeOf<TimeoutException>().With.Message.Contains("change log"));
        Assert.That(_store.Reads, Is.EqualTo(30));

        _store.IsOvertaken = false;
        await _writer.AppendAsync(Of("second")).Soon();
        Assert.That(await LoggedAsync(), Is.EqualTo(new[] { "second" }));
    }

    private async Task<string[]> LoggedAsync() => [.. ChangeLog.Read((await _store.GetAsync(Key))!.Value.Span)!.Changes.Select(logged => logged.Change.Text)];

    private static LoggedChange Of(string key) => new(1, Change.OfKey(key));
}
