using Microsoft.Extensions.Time.Testing;

namespace CacheKit.Dashboard.Tests.Events;

[TestFixture]
internal sealed class EventLogTests
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly EventLog _log = new(new FakeTimeProvider(_start));

    [Test]
    public void The_newest_event_is_the_first_one()
    {
        var log = new EventLog(new FakeTimeProvider(_start));
        log.Add("warning", 6, "first");
        log.Add("information", 7, "second");

        Assert.That(log.Newest(), Is.EqualTo(new[]
        {
            new EventModel(_start, "information", 7, "second"), new EventModel(_start, "warning", 6, "first"),
        }));
    }

    [Test]
    public void The_last_hundred_events_are_kept()
    {
        var log = new EventLog(new FakeTimeProvider(_start));
        for (int i = 0; i < 250; i++)
            log.Add("information", i, "");

        Assert.That(log.Newest().Select(one => one.Id), Is.EqualTo(Enumerable.Range(150, 100).Reverse()));
    }

    [TestCase(2_000, 2_000)]
    [TestCase(2_001, 2_000)]
    [TestCase(1_000_000, 2_000)]
    public void A_long_message_is_cut(int length, int kept)
    {
        var log = new EventLog(new FakeTimeProvider(_start));
        log.Add("information", 1, new string('x', length));

        Assert.That(log.Newest().Single().Message, Is.EqualTo(new string('x', kept) + (length > kept ? "…" : "")));
    }

    [Test]
    public void A_watcher_gets_each_event_after_it_began_once_and_in_order()
    {
        _log.Add("information", 1, "");
        long seen = _log.Count();
        Assert.That(_log.After(ref seen), Is.Empty);

        _log.Add("information", 2, "");
        _log.Add("information", 3, "");
        Assert.That(_log.After(ref seen).Select(one => one.Id), Is.EqualTo(new[] { 2, 3 }));
        Assert.That(_log.After(ref seen), Is.Empty);

        for (int i = 0; i < 300; i++)
            _log.Add("information", i, "");
        Assert.That(_log.After(ref seen).Select(one => one.Id), Is.EqualTo(Enumerable.Range(200, 100)));
    }
}
