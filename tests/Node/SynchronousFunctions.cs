namespace CacheKit.Node;

/// <summary>Synchronous cached functions.</summary>
internal static class SynchronousFunctions
{
    private const string Patient = "patient";
    private const string Impatient = "impatient";

    private static readonly ManualResetEventSlim _never = new();
    private static long _begun;
    private static bool _isSharedRunning;

    /// <summary>The number of function runs in this process.</summary>
    public static long Begun => Interlocked.Read(ref _begun);

    public static string Node { get; set; } = "";

    /// <summary>Whether <see cref="FindShared"/> runs.</summary>
    public static bool IsSharedRunning => Volatile.Read(ref _isSharedRunning);

    /// <summary>Set when all callers of <see cref="FindShared"/> are there.</summary>
    public static ManualResetEventSlim AllAreThere { get; } = new();

    public static void AddPolicies(CacheOptions options)
    {
        options.AddPolicy(Patient, policy => policy.Stale = new StaleOptions { HardTimeout = TimeSpan.FromHours(1) });
        options.AddPolicy(Impatient, policy => policy.Stale = new StaleOptions { HardTimeout = TimeSpan.FromSeconds(1) });
    }

    [Cache(3600)]
    public static NodeValue Find(int row) => ValueOf(row);

    [Cache(3600, Tags = ["rows", "row:{row}", "row"])]
    public static NodeValue FindTagged(int row) => ValueOf(row);

    [Cache(3600)]
    public static NodeValue FindShared()
    {
        Volatile.Write(ref _isSharedRunning, true);
        AllAreThere.Wait();
        return ValueOf(0);
    }

    [Cache(3600, Policy = Patient)]
    public static NodeValue FindPatiently(int row) => ValueOf(row);

    [Cache(3600, Policy = Impatient)]
    public static NodeValue FindImpatiently(int row)
    {
        _never.Wait();
        return ValueOf(row);
    }

    private static NodeValue ValueOf(int row) => new(row, Node, Interlocked.Increment(ref _begun));
}
