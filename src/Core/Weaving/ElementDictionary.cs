using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace CacheKit.Weaving;

// A read-only dictionary over the ids and the values of a call, whose arrays it keeps. It is made in a fraction of the time of a Dictionary, of which
// a call would otherwise spend more than half.
internal sealed class ElementDictionary<TId, TValue> : IReadOnlyDictionary<TId, TValue>
    where TId : notnull
{
    // Spreads ids that differ in few bits: the golden ratio, as a fraction of 2^32.
    private const uint Factor = 2654435769;

    private readonly TId[] _ids;
    private readonly TValue[] _values;

    // Open addressing: an index in the arrays plus one, or zero.
    private readonly int[] _slots;
    private readonly int _shift;

    // The first ids and values are those of the dictionary.
    public ElementDictionary(TId[] ids, TValue[] values)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(ids.Length * 2, 2));
        (_ids, _values, _slots, _shift) = (ids, values, new int[size], 32 - BitOperations.Log2((uint)size));
        for (int i = 0; i < ids.Length; i++)
        {
            if (values[i] is not null)
                Add(ids[i], values[i]);
        }
    }

    public int Count { get; private set; }

    public IEnumerable<TId> Keys => _ids.Take(Count);

    public IEnumerable<TValue> Values => _values.Take(Count);

    public TValue this[TId key] =>
        TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException($"There is no value for the id '{key}'.");

    public bool ContainsKey(TId key) => TryGetValue(key, out _);

    public bool TryGetValue(TId key, [MaybeNullWhen(false)] out TValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        int place = _slots[SlotOf(key)] - 1;
        value = place < 0 ? default : _values[place];
        return place >= 0;
    }

    public IEnumerator<KeyValuePair<TId, TValue>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return new(_ids[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Moves the id and its value to the front; of equal ids the first one stays.
    private void Add(TId id, TValue value)
    {
        ref int slot = ref _slots[SlotOf(id)];
        if (slot != 0)
            return;

        (_ids[Count], _values[Count]) = (id, value);
        slot = ++Count;
    }

    // The slot of an id, or the free slot for it.
    private int SlotOf(TId id)
    {
        int slot = (int)((uint)id.GetHashCode() * Factor >> _shift);
        while (_slots[slot] is > 0 and int place && !EqualityComparer<TId>.Default.Equals(_ids[place - 1], id))
            slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }
}
