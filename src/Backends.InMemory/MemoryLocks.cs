namespace CacheKit;

// Who changes a key holds the lock of its group, so that a change that depends on what is held is one step. Reads take none.
internal sealed class MemoryLocks
{
    private const int Groups = 256;

    private readonly Lock[] _locks = [.. Enumerable.Range(0, Groups).Select(_ => new Lock())];

    public Lock Of(ReadOnlySpan<char> key) => _locks[string.GetHashCode(key) & (Groups - 1)];
}
