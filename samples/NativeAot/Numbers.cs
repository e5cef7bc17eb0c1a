using CacheKit;

namespace NativeAot;

internal static class Numbers
{
    private static int _runs;

    // The number of computations, without hits.
    public static int Runs => Volatile.Read(ref _runs);

    // Each number is computed once, however often the recursion asks for it.
    [Cache(60, Namespace = "numbers")]
    public static long Fibonacci(int n)
    {
        Interlocked.Increment(ref _runs);
        return n < 2 ? n : Fibonacci(n - 1) + Fibonacci(n - 2);
    }
}
