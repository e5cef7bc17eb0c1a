namespace CacheKit.Core.Tests.EntryStores;

/// <summary>The result of a read: what may be written in its place, how it is counted, and what is kept of it.</summary>
[TestFixture]
internal sealed class EntryReadTests
{
    private static readonly byte[] _bytes = [1, 2, 3];

    [TestCase(EntryState.Fresh, false, RequestResult.L2Hit)]
    [TestCase(EntryState.Fresh, true, RequestResult.L1Hit)]
    [TestCase(EntryState.RefreshDue, false, RequestResult.L2Hit)]
    [TestCase(EntryState.Stale, false, RequestResult.L2Stale)]
    [TestCase(EntryState.Stale, true, RequestResult.L1Stale)]
    [TestCase(EntryState.Evicted, false, RequestResult.L2Stale)]
    [TestCase(EntryState.Evicted, true, RequestResult.L1Stale)]
    public void A_hit_and_a_stale_value_are_counted_for_their_level(EntryState state, bool isLocal, RequestResult result)
    {
        var read = new EntryRead<string>(state, "value", IsLocal: isLocal);
        bool isStale = result is RequestResult.L1Stale or RequestResult.L2Stale;
        Assert.That((read.Result, read.IsStale, read.IsHit), Is.EqualTo((result, isStale, !isStale)));
    }

    [Test]
    public void A_missing_entry_is_neither_a_hit_nor_stale() =>
        Assert.That((default(EntryRead<string>).IsHit, default(EntryRead<string>).IsStale), Is.EqualTo((false, false)));

    [Test]
    public void An_entry_is_replaced_while_the_store_holds_its_bytes_and_added_while_it_holds_none()
    {
        Assert.That(new EntryRead<string>(EntryState.Stale, "value", Stored: _bytes).ToFence()!.Expected!.Value.ToArray(), Is.EqualTo(_bytes));
        Assert.That(new EntryRead<string>(EntryState.Missing, null, Stored: _bytes).ToFence()!.Expected!.Value.ToArray(), Is.EqualTo(_bytes));
        Assert.That(EntryRead<string>.Missing(CallFailure.None).ToFence(), Is.SameAs(Fence.Nothing));
        Assert.That(EntryRead<string>.Missing(CallFailure.Unknown).ToFence(), Is.Null, "The store may hold anything.");
        Assert.That(new EntryRead<string>(EntryState.Fresh, "value").ToFence(), Is.Null, "Its bytes are unknown.");
    }

    [TestCase(CallFailure.TimedOut, true)]
    [TestCase(CallFailure.Unknown, false)]
    [TestCase(CallFailure.None, false)]
    public void A_caller_that_has_used_its_time_does_not_use_the_store_again(CallFailure failure, bool hasTimedOut) =>
        Assert.That(EntryRead<string>.Missing(failure).TimedOut, Is.EqualTo(hasTimedOut));

    [TestCase(EntryState.Missing, true)]
    [TestCase(EntryState.Fresh, false)]
    [TestCase(EntryState.RefreshDue, true)]
    [TestCase(EntryState.Stale, true)]
    [TestCase(EntryState.Evicted, true)]
    public void An_entry_that_may_be_replaced_keeps_its_bytes_in_memory_of_its_own(EntryState state, bool isKept)
    {
        byte[] rented = [.. _bytes];
        EntryRead<string> detached = new EntryRead<string>(state, "value", Stored: rented).Detached();
        rented.AsSpan().Clear();
        Assert.That(detached.Stored?.ToArray(), Is.EqualTo(isKept ? _bytes : null));
    }

    [Test]
    public void A_dated_value_keeps_its_bytes_because_its_reader_may_find_it_too_old()
    {
        Assert.That(new EntryRead<Dated>(EntryState.Fresh, new Dated(), Stored: _bytes).Detached().Stored, Is.Not.Null);
        Assert.That(new EntryRead<Dated>(EntryState.Fresh, new Dated()).Detached().Stored, Is.Null);
    }

    private sealed class Dated : IDatedValue
    {
        public bool IsDated => true;
    }
}
