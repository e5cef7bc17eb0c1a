namespace CacheKit;

// The other version of the application that uses a type. It is alive if its entry is found again where this version had overwritten it. Then the version with the smaller fingerprint leaves the other's entries alone for a while, and tries again after that: each
// knows both fingerprints, so they need not agree.
internal sealed class OtherVersion
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    // Beyond that many keys those before are forgotten: an entry may then be overwritten once more.
    private const int Limit = 10_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _standing = [];
    private readonly HashSet<string> _overwritten = [];
    private DateTimeOffset _yieldsUntil;
    private bool _hasYielded;

    // True when it yields for the first time.
    public bool Found(string key, bool isSmaller, DateTimeOffset now)
    {
        lock (_lock)
        {
            Add(_standing, key);
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
            if (!_standing.Remove(key))
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
