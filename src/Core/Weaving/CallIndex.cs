using System.Diagnostics;

namespace CacheKit.Weaving;

// Maps the arguments of a function's calls to their values, in front of a store in this process, so that a hit builds no key. It is not a second
// cache: a value is returned only while the store holds it. It is swept after full garbage collections.
internal sealed class CallIndex<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    // A large index is spread over so many tables, so that one grows within about a millisecond at a million calls.
    private const int Tables = 64;
    private const int TableBits = 6;
    private const int LargestSingle = 4_096;

    // Sweeps take at most a part of one processor's time, however often the garbage is collected.
    private const int RestPerSweep = 20;

    private readonly LocalEntryStore _store;
    private readonly Action _onCollected;
    private CallTable<TCall, TResult>[] _tables;
    private bool _isSweepQueued;
    private long _restsUntil;

    public CallIndex(LocalEntryStore store)
    {
        _store = store;
        _tables = [new(store)];
        _onCollected = OnCollected;
        FullCollections.Watch(_onCollected);
    }

    // The calls in it, with those whose values are not held any more.
    public int Count => Volatile.Read(ref _tables).Sum(table => table.Count);

    public int Capacity => Volatile.Read(ref _tables).Sum(table => table.Capacity);

    public IndexedCall<TCall, TResult>? Find(in TCall call)
    {
        int hash = call.HashArguments();
        return TableOf(Volatile.Read(ref _tables), hash).Find(call, PlaceOf(hash)) is { } found && found.IsHitIn(_store) ? found : null;
    }

    // With a task, where that is how its value is returned: the two are read together, and so are best allocated together.
    public void Keep(in TCall call, TResult value, EntryTickets tickets, bool withTask)
    {
        var kept = new IndexedCall<TCall, TResult>(call.KeepArguments(), value, tickets);
        if (withTask)
            _ = kept.Task;

        int hash = call.HashArguments();
        CallTable<TCall, TResult>[] tables = Volatile.Read(ref _tables);
        TableOf(tables, hash).Keep(kept, PlaceOf(hash));
        if (tables.Length == 1 && tables[0].Count > LargestSingle)
            Spread(tables);
    }

    private static CallTable<TCall, TResult> TableOf(CallTable<TCall, TResult>[] tables, int hash) => tables[hash & (tables.Length - 1)];

    // What of a hash tells the calls of a table apart.
    private static int PlaceOf(int hash) => hash >>> TableBits;

    // What is kept in the single table meanwhile is kept again when it is called.
    private void Spread(CallTable<TCall, TResult>[] single)
    {
        var tables = new CallTable<TCall, TResult>[Tables];
        for (int i = 0; i < tables.Length; i++)
            tables[i] = new(_store);
        single[0].ForEach((call, place) => TableOf(tables, call.Call.HashArguments()).Keep(call, place));
        Interlocked.CompareExchange(ref _tables, tables, single);
    }

    private void OnCollected()
    {
        if (Stopwatch.GetTimestamp() >= Volatile.Read(ref _restsUntil) && !Interlocked.Exchange(ref _isSweepQueued, true))
            ThreadPool.UnsafeQueueUserWorkItem(static index => index.Sweep(), this, preferLocal: false);
    }

    private void Sweep()
    {
        long start = Stopwatch.GetTimestamp();
        foreach (CallTable<TCall, TResult> table in Volatile.Read(ref _tables))
            table.Sweep();
        long end = Stopwatch.GetTimestamp();
        Volatile.Write(ref _restsUntil, end + (RestPerSweep * (end - start)));
        Volatile.Write(ref _isSweepQueued, false);
    }
}
