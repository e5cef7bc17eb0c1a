namespace CacheKit;

// Detects whether another version of the application uses the same entries of a type: an entry of its shape reappears after this version
// has overwritten it. The version with the smaller fingerprint then pauses its overwriting. Both versions know both fingerprints, so they
// need no agreement.
internal sealed class OtherVersion
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Beyond this number all keys are dropped: an entry may then be overwritten once more.
    private const int Limit = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _found = [];
    private readonly HashSet<string> _overwritten = [];
    private DateTimeOffset _yieldsUntil;
    private bool _hasYielded;

    // True on the first pause.
    public bool RecordFound(string key, bool isSmaller, DateTimeOffset now)
    {
        lock (_lock)
        {
            Add(_found, key);
            if (!isSmaller || !_overwritten.Contains(key))
                return false;

            _overwritten.Clear();
            _yieldsUntil = now + Pause;
            bool isFirst = !_hasYielded;
            _hasYielded = true;
            return isFirst;
        }
    }

    public bool MayOverwrite(string key, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (!_found.Remove(key))
                return true;
            if (now < _yieldsUntil)
                return false;

            Add(_overwritten, key);
            return true;
        }
    }

    private static void Add(HashSet<string> keys, string key)
    {
        if (keys.Count >= Limit)
            keys.Clear();
        keys.Add(key);
    }
}
