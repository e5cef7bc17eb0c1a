using CacheKit.Conformance;

namespace CacheKit.Backends.InMemory.Tests;

/// <summary>The removal of expired and outdated entries in the background.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class MemorySweepTests
{
    private const int Many = 20_000;

    private readonly MemoryTable _table = new(bound: null);

    [Test]
    public async Task The_table_is_as_small_as_before_when_a_sweep_has_removed_all_entries()
    {
        Fill(Many);
        SweepOf(_ => true).Request();
        await Poll.UntilAsync(() => new(Count() == 0 && _table.Parts.ToArray().All(part => part.Buckets == 16)));
    }

    [Test]
    public async Task Entries_that_need_not_go_stay()
    {
        Fill(Many);
        SweepOf(entry => entry.Key.EndsWith('7')).Request();
        await Poll.UntilAsync(() => new(Count() == Many * 9 / 10));
        Assert.That(_table.EntriesWith("").Where(entry => entry.Key.EndsWith('7')), Is.Empty);
    }

    // The first sweep is held until the request has been made.
    [Test]
    public async Task A_request_during_a_sweep_starts_another_one()
    {
        Fill(1);
        using var isSwept = new ManualResetEventSlim();
        using var isRequested = new ManualResetEventSlim();
        int looks = 0;
        MemorySweep sweep = SweepOf(_ =>
        {
            if (Interlocked.Increment(ref looks) > 1)
                return false;

            isSwept.Set();
            return !isRequested.Wait(TimeSpan.FromMinutes(1));
        });
        sweep.Request();
        isSwept.Wait(TimeSpan.FromMinutes(1));
        sweep.Request();
        isRequested.Set();
        await Poll.UntilAsync(() => new(Volatile.Read(ref looks) == 2));
    }

    [Test]
    public async Task A_sweep_is_due_once_in_more_than_a_minute()
    {
        Fill(1);
        int looks = 0;
        MemorySweep sweep = SweepOf(_ => Interlocked.Increment(ref looks) < 0);
        sweep.RequestIfDue(TimeSpan.TicksPerMinute);
        sweep.RequestIfDue(TimeSpan.TicksPerMinute + 1);
        sweep.RequestIfDue((2 * TimeSpan.TicksPerMinute) + 1);
        await Poll.UntilAsync(() => new(Volatile.Read(ref looks) == 1));

        sweep.RequestIfDue((2 * TimeSpan.TicksPerMinute) + 2);
        await Poll.UntilAsync(() => new(Volatile.Read(ref looks) == 2));
    }

    private MemorySweep SweepOf(Func<MemoryEntry, bool> shouldDrop) => new(_table, shouldDrop, (part, entry) => part.Remove(entry), now: 0);

    private void Fill(int count)
    {
        for (int i = 0; i < count; i++)
        {
            int hash = _table.HashOf($"app:a:{i}");
            TablePart part = _table.PartOf(hash);
            lock (part.Gate)
                part.Add(new MemoryEntry($"app:a:{i}", hash, new CodedValue(default), long.MaxValue));
        }
    }

    private int Count()
    {
        int count = 0;
        foreach (TablePart part in _table.Parts)
            count += part.Count;
        return count;
    }
}
