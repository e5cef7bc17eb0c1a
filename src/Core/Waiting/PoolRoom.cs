namespace CacheKit;

// Room in the thread pool for the work that a blocked thread of the pool waits for, such as the reply of a store: while the thread waits, the
// minimum of the pool is one higher. Up to its minimum the pool starts threads without delay; above, it starts a few per second.
internal static class PoolRoom
{
    // A limit to the memory of the threads.
    private const int Most = 1_000;

    private static readonly Lock _gate = new();
    private static int _made;
    private static int _minimum;

    // False on a thread outside the pool, which takes nothing away from the pool.
    public static bool TryMake() => Thread.CurrentThread.IsThreadPoolThread && TryChange(1);

    public static void GiveBack() => TryChange(-1);

    private static bool TryChange(int by)
    {
        lock (_gate)
        {
            ThreadPool.GetMinThreads(out int minimum, out int forIO);

            // The application has set another minimum, which does not include this room.
            if (minimum != _minimum)
                _made = 0;

            if (_made + by is < 0 or > Most || !ThreadPool.SetMinThreads(minimum + by, forIO))
                return false;

            _minimum = minimum + by;
            _made += by;
            return true;
        }
    }
}
