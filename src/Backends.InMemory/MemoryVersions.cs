namespace CacheKit;

// How often the keys of each of a few groups have changed. A value that was read at a version is the one that is held as long as
// its group still has it.
internal sealed class MemoryVersions
{
    // More groups: fewer values that are looked up again because another key of their group has changed.
    public const int Groups = 256;

    // Each on a cache line of its own: a change of one group doesn't slow down the readers of others.
    private const int Stride = 8;

    private readonly long[] _versions = new long[Groups * Stride];

    public static int GroupOf(ReadOnlySpan<char> key) => string.GetHashCode(key) & (Groups - 1);

    public long Of(int group) => Volatile.Read(ref _versions[group * Stride]);

    // Called when the key has changed already.
    public void Change(ReadOnlySpan<char> key) => Interlocked.Increment(ref _versions[GroupOf(key) * Stride]);
}
