using System.Runtime.InteropServices;

namespace CacheKit.Weaving;

// The elements of a call that memory has not answered, by their keys, and the places in the call that each of them answers.
internal sealed class OpenElements
{
    private readonly Dictionary<string, int> _elements;
    private readonly int[] _elementOf;
    private readonly int[] _firsts;
    private readonly int _answered;
    private BatchKey[] _keys;
    private int _count;

    // The first places were answered.
    public OpenElements(int places, int answered)
    {
        int open = places - answered;
        _elements = new(open, StringComparer.Ordinal);
        _elementOf = new int[open];
        Array.Fill(_elementOf, -1);
        _firsts = new int[open];
        _keys = new BatchKey[open];
        _answered = answered;
    }

    public BatchKey[] Keys
    {
        get
        {
            Array.Resize(ref _keys, _count);
            return _keys;
        }
    }

    // What memory has answered for each element. Null if it has reported no element as missing.
    public LocalLookup[]? Looks { get; private set; }

    // How many of the later places were answered, too.
    public int CountAnswered() => _elementOf.AsSpan().Count(-1);

    // Adds an element for a place; false if another place has the same key, whose element then answers both.
    public bool TryAdd(string key, int place)
    {
        ref int element = ref CollectionsMarshal.GetValueRefOrAddDefault(_elements, key, out bool isPresent);
        if (!isPresent)
        {
            element = _count;
            _firsts[_count++] = place;
        }

        _elementOf[place - _answered] = element;
        return !isPresent;
    }

    // Completes the element that was added last. Only a miss is worth remembering.
    public void Complete(BatchKey key, LocalLookup look)
    {
        _keys[_count - 1] = key;
        if (look.IsMiss)
            (Looks ??= new LocalLookup[_keys.Length])[_count - 1] = look;
    }

    public int FirstOf(int element) => _firsts[element];

    public void CopyTo<T>(BatchValue<T>[] values, BatchValue<T>[] answers)
    {
        for (int place = 0; place < _elementOf.Length; place++)
        {
            if (_elementOf[place] is >= 0 and int element)
                values[_answered + place] = answers[element];
        }
    }
}
