using System.Diagnostics;

namespace CacheKit.Weaving;

// Maps the arguments of a function's calls to their values, so that a hit in an in-process store builds no key. It is not a second cache: a
// value is returned only while the store holds it. Calls without a valid value are removed after full garbage collections.
internal sealed class CallIndex<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    // A large index has several tables, so that with a million calls one of them is resized within about a millisecond.
    private const int Tables = 64;
    private const int TableBits = 6;
    private const int MaxSingleTable = 4_096;

    // Limits sweeps to a fraction of one processor's time, regardless of the frequency of garbage collections.
    private const int PausePerSweep = 20;

    private readonly LocalEntryStore _store;
    private readonly Action _onCollected;
    private CallTable<TCall, TResult>[] _tables;
    private bool _isSweepQueued;
    private long _pausedUntil;

    public CallIndex(LocalEntryStore store)
    {
        _store = store;
        _tables = [new(store)];
        _onCollected = OnCollected;
        Gen2GcCallback.Register(_onCollected);
    }

    // Includes calls whose values the store no longer holds.
    public int Count => Volatile.Read(ref _tables).Sum(table => table.Count);

    public int Capacity => Volatile.Read(ref _tables).Sum(table => table.Capacity);

    public IndexedCall<TCall, TResult>? Find(in TCall call) =>
        Find(Volatile.Read(ref _tables), call, call.HashArguments()) is { } found && found.IsHitIn(_store) ? found : null;

    // Finds the values of the first calls of a batch, and returns how many. The store is asked for several of them together.
    public int FindFirst<TBatch, TId, TAll>(in TBatch batch, ReadOnlySpan<TId> ids, Span<TResult> values)
        where TBatch : struct, ICachedBatch<TBatch, TCall, TId, TAll>
    {
        if (!_store.CanHitTogether)
            return 0;

        CallBlock<int> hashes = default;
        CallBlock<ValueTicket> tickets = default;
        CallTable<TCall, TResult>[] tables = Volatile.Read(ref _tables);
        int count = 0;
        int held;
        do
        {
            // The hashes are computed first, because the processor computes them side by side if nothing waits for them.
            ReadOnlySpan<TId> block = ids[count..Math.Min(count + CallBlock<int>.Length, ids.Length)];
            for (int i = 0; i < block.Length; i++)
                hashes[i] = batch.CallOf(block[i]).HashArguments();

            int found = 0;
            while (found < block.Length && Find(tables, batch.CallOf(block[found]), hashes[found]) is { } call && call.HasCurrentTagsIn(_store))
            {
                values[count + found] = call.Value;
                tickets[found++] = call.Entry;
            }

            held = _store.CountHeld(((ReadOnlySpan<ValueTicket>)tickets)[..found]);
            count += held;
        }
        while (held == CallBlock<int>.Length);
        return count;
    }

    // With withTask the completed task is created now: both objects are read together, so they should be close in memory.
    public void Add(in TCall call, TResult value, EntryTickets tickets, bool withTask)
    {
        var added = new IndexedCall<TCall, TResult>(call.KeepArguments(), value, tickets);
        if (withTask)
            _ = added.Task;

        int hash = call.HashArguments();
        CallTable<TCall, TResult>[] tables = Volatile.Read(ref _tables);
        TableOf(tables, hash).Add(added, SlotHashOf(hash));
        if (tables.Length == 1 && tables[0].Count > MaxSingleTable)
            Split(tables);
    }

    // Not yet known to be a hit.
    private static IndexedCall<TCall, TResult>? Find(CallTable<TCall, TResult>[] tables, in TCall call, int hash) =>
        TableOf(tables, hash).Find(call, SlotHashOf(hash));

    private static CallTable<TCall, TResult> TableOf(CallTable<TCall, TResult>[] tables, int hash) =>
        tables.Length == 1 ? tables[0] : tables[hash & (tables.Length - 1)];

    // The bits of the hash that TableOf does not use.
    private static int SlotHashOf(int hash) => hash >>> TableBits;

    // Calls that are added to the single table meanwhile are lost, and added again by the next call.
    private void Split(CallTable<TCall, TResult>[] single)
    {
        var tables = new CallTable<TCall, TResult>[Tables];
        for (int i = 0; i < tables.Length; i++)
            tables[i] = new(_store);
        single[0].ForEach((call, slotHash) => TableOf(tables, call.Call.HashArguments()).Add(call, slotHash));
        Interlocked.CompareExchange(ref _tables, tables, single);
    }

    private void OnCollected()
    {
        if (Stopwatch.GetTimestamp() >= Volatile.Read(ref _pausedUntil) && !Interlocked.Exchange(ref _isSweepQueued, true))
            ThreadPool.UnsafeQueueUserWorkItem(static index => index.Sweep(), this, preferLocal: false);
    }

    private void Sweep()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (CallTable<TCall, TResult> table in Volatile.Read(ref _tables))
            table.Sweep();
        long end = Stopwatch.GetTimestamp();
        Volatile.Write(ref _pausedUntil, end + (PausePerSweep * (end - start)));
        Volatile.Write(ref _isSweepQueued, false);
    }
}
