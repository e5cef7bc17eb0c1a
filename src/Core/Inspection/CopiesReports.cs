namespace CacheKit;

// Describes the L1 copies of two levels.
internal static class CopiesReports
{
    public static CopiesReport Of(TieredBackend levels, TimeProvider time)
    {
        CopyValidity validity = levels.L1.CopyValidity;
        TimeSpan age = validity.Age;
        return new CopiesReport(StateOf(levels.Invalidations, validity, age), time.GetUtcNow() - age, validity.Bound);
    }

    private static CopiesState StateOf(InvalidationChannel channel, CopyValidity validity, TimeSpan age)
    {
        if (!channel.IsSupported)
            return CopiesState.Limited;
        if (!channel.HasStarted)
            return CopiesState.Unused;
        if (validity is { IsConnected: true, IsValid: true })
            return CopiesState.Confirmed;

        return validity.Interruptions == 0 && age < validity.Bound ? CopiesState.Connecting : CopiesState.Unconfirmed;
    }
}
