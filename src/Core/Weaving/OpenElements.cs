namespace CacheKit.Weaving;

// The elements of a call that memory has not answered, by their keys, and the places in the call that each of them answers.
internal sealed class OpenElements
{
    private readonly Dictionary<string, int> _elements;
    private readonly int[] _elementOf;
    private readonly int[] _firsts;
    private readonly int _answered;
    private BatchKey[] _keys;
    private LocalLookup[] _looks;
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
        _looks = new LocalLookup[open];
        _answered = answered;
    }

    public BatchKey[] Keys => Trimmed(ref _keys);

    public LocalLookup[] Looks => Trimmed(ref _looks);

    // How many of the later places were answered, too.
    public int CountAnswered() => _elementOf.AsSpan().Count(-1);

    // Whether another place has the same key.
    public bool TryJoin(string key, int place)
    {
        if (!_elements.TryGetValue(key, out int element))
            return false;

        _elementOf[place - _answered] = element;
        return true;
    }

    public void Add(BatchKey key, LocalLookup look, int place)
    {
        _elementOf[place - _answered] = _count;
        _elements.Add(key.Key, _count);
        _keys[_count] = key;
        _looks[_count] = look;
        _firsts[_count] = place;
        _count++;
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

    private T[] Trimmed<T>(ref T[] items)
    {
        Array.Resize(ref items, _count);
        return items;
    }
}
