namespace CacheKit.WebProgram;

/// <summary>A cached function that never computes the same number twice, whatever host calls it.</summary>
public static class Numbers
{
    private static int _last;

    /// <summary>Calls the function for projects that are not woven.</summary>
    public static int Ask(int id) => Find(id);

    [Cache(60)]
    public static int Find(int id) => Interlocked.Increment(ref _last) + (0 * id);
}
