namespace CacheKit;

// The stale-serving, expiration and lease settings of an entry.
internal sealed record EntryPolicy(StaleOptions Stale, ExpirationRules Rules, TimeSpan? Lease)
{
    public static readonly EntryPolicy Default = new(new StaleOptions(), new ExpirationRules(), null);

    public bool HasLifetime => Stale.Grace > TimeSpan.Zero || Stale.EagerRefreshThreshold is not null || Rules.SlidingExpiration is not null;

    // Throws an ArgumentException that names the invalid setting.
    public void Validate()
    {
        Require(Stale.Grace >= TimeSpan.Zero, "Grace must be zero or longer. Zero serves no stale values.");
        Require(!(Stale.SoftTimeout < TimeSpan.Zero), "SoftTimeout must be zero or longer. Zero serves a stale value immediately.");
        Require(Stale.SoftTimeout is null || Stale.Grace > TimeSpan.Zero, "SoftTimeout needs a Grace: without one there is no stale value to serve.");
        Require(!(Stale.HardTimeout <= TimeSpan.Zero), "HardTimeout must be longer than zero.");
        Require(Stale.BackgroundTimeout > TimeSpan.Zero, "BackgroundTimeout must be longer than zero.");
        Require(Stale.RetryAfter >= TimeSpan.Zero, "RetryAfter must be zero or longer.");
        Require(
            Stale.EagerRefreshThreshold is null or (> 0 and < 1),
            "EagerRefreshThreshold must be a fraction of the expiration, more than 0 and less than 1, such as 0.8.");
        Require(!(Rules.SlidingExpiration <= TimeSpan.Zero), "SlidingExpiration must be longer than zero.");
        Require(Rules.Jitter is >= 0 and < 1, "Jitter must be a fraction of the expiration, from 0 to less than 1, such as 0.1.");
        Require(!(Rules.NullExpiration < TimeSpan.Zero), "NullExpiration must be zero or longer. Zero does not store nulls.");
        Require(!(Lease <= TimeSpan.Zero), "Lease must be longer than zero. Use null, or zero on an attribute, for no lease.");
    }

    private static void Require(bool isMet, string what)
    {
        if (!isMet)
            throw new ArgumentException(what);
    }
}
