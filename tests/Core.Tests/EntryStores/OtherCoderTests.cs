using CacheKit.Core.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Core.Tests.EntryStores;

/// <summary>Two versions of an application, whose coders differ, use the same entries.</summary>
[TestFixture("", "one")]
[TestFixture("one", "")]
[TestFixture("one", "two")]
[TestFixture("one", "one two")]
[TestFixture("one two", "three two")]
internal sealed class OtherCoderTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly RecordingLoggerFactory _log = new();
    private readonly RecordingBackend _store;
    private readonly Cache _old;
    private readonly Cache _new;
    private int _computed;

    public OtherCoderTests(string oldMarks, string newMarks)
    {
        _store = new RecordingBackend(_clock);
        _old = NewCache(oldMarks);
        _new = NewCache(newMarks);
    }

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
    }

    [Test]
    public async Task Each_version_treats_the_entries_of_the_other_as_missing()
    {
        await _old.SetAsync("key", "old");
        Assert.That((await _new.TryGetAsync<string>("key")).HasValue, Is.False);
        await _new.SetAsync("key", "new");
        Assert.That((await _old.TryGetAsync<string>("key")).HasValue, Is.False);
    }

    [Test]
    public async Task They_do_not_overwrite_each_other_for_ever()
    {
        for (int i = 0; i < 50; i++)
            await BothAsync();
        Assert.That(_store.Calls.Count(call => call.Operation is RecordingBackend.Set or RecordingBackend.Add or RecordingBackend.Replace), Is.LessThan(6));
        int before = _computed;
        for (int i = 0; i < 10; i++)
            await BothAsync();
        Assert.That(_computed - before, Is.EqualTo(10));
    }

    [Test]
    public async Task Entries_of_a_version_that_has_ended_are_overwritten()
    {
        await _old.SetAsync("key", "old");
        await _new.GetOrCreateAsync("key", _ => ValueTask.FromResult("new"));
        Assert.That((await _new.TryGetAsync<string>("key")).Value, Is.EqualTo("new"));
    }

    [Test]
    public async Task Nothing_of_it_is_a_warning()
    {
        for (int i = 0; i < 10; i++)
            await BothAsync();
        Assert.That(_log.At(LogLevel.Warning), Is.Empty);
        Assert.That(_log.At(LogLevel.Information).Count(message => message.Contains("another coder or transform", StringComparison.Ordinal)), Is.EqualTo(2));
    }

    private Cache NewCache(string marks)
    {
        ICoder coder = new JsonCoder();
        foreach (string mark in marks.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            coder = coder.Then(new KeyTransform(mark[..3]));
        return new Cache(_store, "app", new CacheOptions
        {
            TimeProvider = _clock,
            LoggerFactory = _log,
            Coder = coder,
            Store = new StoreOptions { BreakAfter = null },
        });
    }

    private async Task BothAsync()
    {
        Assert.That(await _old.GetOrCreateAsync("key", _ => Counted("old")), Is.EqualTo("old"));
        Assert.That(await _new.GetOrCreateAsync("key", _ => Counted("new")), Is.EqualTo("new"));
    }

    private ValueTask<string> Counted(string value)
    {
        _computed++;
        return ValueTask.FromResult(value);
    }
}
