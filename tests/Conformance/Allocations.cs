namespace CacheKit.Conformance;

/// <summary>Measures what calls allocate.</summary>
public static class Allocations
{
    private const int Runs = 10;

    /// <summary>
    /// Returns the bytes that repeated calls allocate on this thread: the least of several runs, because a garbage collection takes back rented
    /// memory, and code that is not optimized yet allocates more.
    /// </summary>
    public static long Of(int calls, Action call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Enumerable.Range(0, Runs).Min(_ =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < calls; i++)
                call();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
    }
}
