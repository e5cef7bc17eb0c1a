using System.Numerics;

namespace CacheKit.Weaving;

// A hash table with open addressing. Reads take no lock: a slot that is taken stays taken in its array, and an array that has become too small
// or too large is replaced by another one. Calls whose values the store no longer holds are left behind then.
internal sealed class CallTable<TCall, TResult>(LocalEntryStore store)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private const int Smallest = 8;

    private readonly Lock _gate = new();
    private CallSlot<TCall, TResult>[] _slots = new CallSlot<TCall, TResult>[Smallest];
    private int _count;

    // With those whose values are not held any more.
    public int Count => Volatile.Read(ref _count);

    public int Capacity => Volatile.Read(ref _slots).Length;

    public IndexedCall<TCall, TResult>? Find(in TCall call, int hash)
    {
        CallSlot<TCall, TResult>[] slots = Volatile.Read(ref _slots);
        for (int place = hash; ; place++)
        {
            ref CallSlot<TCall, TResult> slot = ref slots[place & (slots.Length - 1)];
            IndexedCall<TCall, TResult>? found = Volatile.Read(ref slot.Call);
            if (found is null || (slot.Hash == hash && found.Call.IsSameAs(call)))
                return found;
        }
    }

    // Puts a call in the place of an equal one. Where another thread is writing, the call is left out until it is made again.
    public void Keep(IndexedCall<TCall, TResult> call, int hash)
    {
        if (!_gate.TryEnter())
            return;

        try
        {
            ref CallSlot<TCall, TResult> slot = ref SlotFor(_slots, call.Call, hash);
            if (slot.Call is null)
            {
                if (_count >= Room(_slots.Length))
                {
                    ReplaceSlots();
                    slot = ref SlotFor(_slots, call.Call, hash);
                }

                slot.Hash = hash;
                _count++;
            }

            Volatile.Write(ref slot.Call, call);
        }
        finally
        {
            _gate.Exit();
        }
    }

    public void Sweep()
    {
        lock (_gate)
        {
            if (CountHeld() < _count)
                ReplaceSlots();
        }
    }

    public void ForEach(Action<IndexedCall<TCall, TResult>, int> action)
    {
        foreach (CallSlot<TCall, TResult> slot in Volatile.Read(ref _slots))
        {
            if (slot.Call is { } call)
                action(call, slot.Hash);
        }
    }

    // Under the lock: the slot of a call, or the free one where it belongs.
    private static ref CallSlot<TCall, TResult> SlotFor(CallSlot<TCall, TResult>[] slots, in TCall call, int hash)
    {
        for (int place = hash; ; place++)
        {
            ref CallSlot<TCall, TResult> slot = ref slots[place & (slots.Length - 1)];
            if (slot.Call is not { } other || (slot.Hash == hash && other.Call.IsSameAs(call)))
                return ref slot;
        }
    }

    // A free slot ends a search, and most searches are to be short.
    private static int Room(int slots) => slots / 4 * 3;

    private int CountHeld()
    {
        int count = 0;
        foreach (ref CallSlot<TCall, TResult> slot in _slots.AsSpan())
            count += slot.Call is { } call && call.IsHeldBy(store) ? 1 : 0;
        return count;
    }

    // Half as many calls again fit into the new array at least, so that a replacement is seldom.
    private void ReplaceSlots()
    {
        int size = Math.Max(Smallest, (int)BitOperations.RoundUpToPowerOf2((uint)(CountHeld() * 2) + 1));
        var slots = new CallSlot<TCall, TResult>[size];
        int count = 0;
        foreach (ref CallSlot<TCall, TResult> old in _slots.AsSpan())
        {
            if (old.Call is not { } call || !call.IsHeldBy(store))
                continue;

            ref CallSlot<TCall, TResult> slot = ref SlotFor(slots, call.Call, old.Hash);
            slot = old;
            count++;
        }

        _count = count;
        Volatile.Write(ref _slots, slots);
    }
}
