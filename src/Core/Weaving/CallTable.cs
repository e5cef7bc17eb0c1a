using System.Numerics;

namespace CacheKit.Weaving;

// A hash table with open addressing and lock-free reads: a used slot is never freed in its array, and an array that is too small or too
// large is replaced. Calls whose values the store no longer holds are not copied to the new array.
internal sealed class CallTable<TCall, TResult>(LocalEntryStore store)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private const int MinSlots = 8;

    private readonly Lock _gate = new();
    private CallSlot<TCall, TResult>[] _slots = new CallSlot<TCall, TResult>[MinSlots];
    private int _count;

    // Includes calls whose values the store no longer holds.
    public int Count => Volatile.Read(ref _count);

    public int Capacity => Volatile.Read(ref _slots).Length;

    public IndexedCall<TCall, TResult>? Find(in TCall call, int hash)
    {
        CallSlot<TCall, TResult>[] slots = Volatile.Read(ref _slots);
        for (int index = hash; ; index++)
        {
            ref CallSlot<TCall, TResult> slot = ref slots[index & (slots.Length - 1)];
            IndexedCall<TCall, TResult>? found = Volatile.Read(ref slot.Call);
            if (found is null || (slot.Hash == hash && found.Call.IsSameAs(call)))
                return found;
        }
    }

    // Adds a call or replaces an equal one. Does nothing while another thread is writing; the next call will be added.
    public void Add(IndexedCall<TCall, TResult> call, int hash)
    {
        if (!_gate.TryEnter())
            return;

        try
        {
            ref CallSlot<TCall, TResult> slot = ref SlotFor(_slots, call.Call, hash);
            if (slot.Call is null)
            {
                if (_count >= MaxCountOf(_slots.Length))
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

    // The slot of a call, or the free slot for it. The caller holds the lock.
    private static ref CallSlot<TCall, TResult> SlotFor(CallSlot<TCall, TResult>[] slots, in TCall call, int hash)
    {
        for (int index = hash; ; index++)
        {
            ref CallSlot<TCall, TResult> slot = ref slots[index & (slots.Length - 1)];
            if (slot.Call is not { } other || (slot.Hash == hash && other.Call.IsSameAs(call)))
                return ref slot;
        }
    }

    // A search ends at a free slot, so free slots keep searches short.
    private static int MaxCountOf(int slots) => slots / 4 * 3;

    private int CountHeld()
    {
        int count = 0;
        foreach (ref CallSlot<TCall, TResult> slot in _slots.AsSpan())
            count += slot.Call is { } call && call.IsHeldBy(store) ? 1 : 0;
        return count;
    }

    // The new array has room for at least half as many calls again, so that replacements are rare.
    private void ReplaceSlots()
    {
        int size = Math.Max(MinSlots, (int)BitOperations.RoundUpToPowerOf2((uint)(CountHeld() * 2) + 1));
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
