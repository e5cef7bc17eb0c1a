namespace CacheKit.Core.Tests.Interleavings;

/// <summary>Goes through all choices, one schedule after another.</summary>
internal sealed class DepthFirst : IChoices
{
    private readonly List<(int Choice, int Count)> _path = [];
    private int _depth;

    public int Choose(int count)
    {
        if (_depth == _path.Count)
            _path.Add((0, count));
        if (_path[_depth].Count != count)
            throw new InvalidOperationException("The same choices have led elsewhere than before.");
        return _path[_depth++].Choice;
    }

    /// <summary>Goes to the next schedule; false: that was the last.</summary>
    public bool TryAdvance()
    {
        _depth = 0;
        while (_path.Count > 0)
        {
            (int choice, int count) = _path[^1];
            _path.RemoveAt(_path.Count - 1);
            if (choice + 1 < count)
            {
                _path.Add((choice + 1, count));
                return true;
            }
        }

        return false;
    }
}
