using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace CacheKit.Weaving;

// A read-only dictionary over the ids and the values of a call, whose arrays it keeps. It is made in a fraction of the time of a Dictionary, of which
// a call would otherwise spend more than half.
internal sealed class ElementDictionary<TId, TValue> : IReadOnlyDictionary<TId, TValue>
    where TId : notnull
{
    // More ids need larger slots, and a Dictionary.
    public const int MaxLength = ushort.MaxValue - 1;

    // Spreads ids that differ in few bits: the golden ratio, as a fraction of 2^32.
    private const uint Factor = 2654435769;

    private readonly TId[] _ids;
    private readonly TValue[] _values;

    // Open addressing: an index in the arrays plus one, or zero.
    private readonly ushort[] _slots;
    private readonly int _shift;

    // Ids without a value, and further ones that are equal to another, are left out: the others move to the front.
    public ElementDictionary(TId[] ids, TValue[] values)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(ids.Length * 2, 2));
        (_ids, _values, _slots, _shift) = (ids, values, new ushort[size], 32 - BitOperations.Log2((uint)size));
        int count = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            if (values[i] is null || TryFind(ids[i], out int slot))
                continue;

            if (count != i)
                (ids[count], values[count]) = (ids[i], values[i]);
            _slots[slot] = (ushort)++count;
        }

        Count = count;
    }

    public int Count { get; }

    public IEnumerable<TId> Keys => _ids.Take(Count);

    public IEnumerable<TValue> Values => _values.Take(Count);

    public TValue this[TId key] =>
        TryGetValue(key, out TValue? value) ? value : throw new KeyNotFoundException($"There is no value for the id '{key}'.");

    public bool ContainsKey(TId key) => TryGetValue(key, out _);

    public bool TryGetValue(TId key, [MaybeNullWhen(false)] out TValue value)
    {
        ArgumentNullException.ThrowIfNull(key);
        bool isPresent = TryFind(key, out int slot);
        value = isPresent ? _values[_slots[slot] - 1] : default;
        return isPresent;
    }

    public IEnumerator<KeyValuePair<TId, TValue>> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return new(_ids[i], _values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The slot of an id, or the free slot for it.
    private bool TryFind(TId id, out int slot)
    {
        ushort[] slots = _slots;
        slot = (int)((uint)id.GetHashCode() * Factor >> _shift);
        for (int place = slots[slot]; place > 0; place = slots[slot])
        {
            if (EqualityComparer<TId>.Default.Equals(_ids[place - 1], id))
                return true;

            slot = (slot + 1) & (slots.Length - 1);
        }

        return false;
    }
}
