namespace CacheKit.Weaving;

// The elements of a call that memory has not answered, by their keys, and the places in the call that each of them answers.
internal sealed class OpenElements(int places)
{
    private readonly Dictionary<string, int> _elements = new(StringComparer.Ordinal);
    private readonly List<BatchKey> _keys = [];
    private readonly List<LocalLookup> _looks = [];
    private readonly List<int> _firsts = [];

    // By place; -1 for a place that was answered.
    private readonly int[] _elementOf = [.. Enumerable.Repeat(-1, places)];

    public BatchKey[] Keys => [.. _keys];

    public LocalLookup[] Looks => [.. _looks];

    // Whether another place has the same key.
    public bool TryJoin(string key, int place)
    {
        if (!_elements.TryGetValue(key, out int element))
            return false;

        _elementOf[place] = element;
        return true;
    }

    public void Add(BatchKey key, LocalLookup look, int place)
    {
        _elementOf[place] = _keys.Count;
        _elements.Add(key.Key, _keys.Count);
        _keys.Add(key);
        _looks.Add(look);
        _firsts.Add(place);
    }

    public int FirstOf(int element) => _firsts[element];

    public void CopyTo<T>(BatchValue<T>[] values, BatchValue<T>[] answers)
    {
        for (int place = 0; place < values.Length; place++)
        {
            if (_elementOf[place] is >= 0 and int element)
                values[place] = answers[element];
        }
    }
}
