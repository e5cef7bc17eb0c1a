namespace CacheKit;

// What an entry wants beyond being kept until it expires.
internal sealed record EntryPolicy(StaleOptions Stale, ExpirationRules Rules, TimeSpan? Lease)
{
    public static readonly EntryPolicy Plain = new(new StaleOptions(), new ExpirationRules(), null);

    public bool HasLifetime => Stale.Grace > TimeSpan.Zero || Stale.EagerRefreshThreshold is not null || Rules.SlidingExpiration is not null;

    // An ArgumentException says what can't be meant.
    public void Validate()
    {
        Require(Stale.Grace >= TimeSpan.Zero, "A grace is zero or longer; zero serves nothing stale.");
        Require(!(Stale.SoftTimeout < TimeSpan.Zero), "A soft timeout is zero or longer; zero serves a stale value at once.");
        Require(Stale.SoftTimeout is null || Stale.Grace > TimeSpan.Zero, "A soft timeout needs a grace: without one there is no stale value to serve.");
        Require(!(Stale.HardTimeout <= TimeSpan.Zero), "A hard timeout is longer than zero.");
        Require(Stale.BackgroundTimeout > TimeSpan.Zero, "A background timeout is longer than zero.");
        Require(Stale.RetryAfter >= TimeSpan.Zero, "The time after which a failed factory is tried again is zero or longer.");
        Require(Stale.EagerRefreshThreshold is null or (> 0 and < 1), "EagerRefreshThreshold is a share of the expiration, more than 0 and less than 1, such as 0.8.");
        Require(!(Rules.SlidingExpiration <= TimeSpan.Zero), "A sliding expiration is longer than zero.");
        Require(Rules.Jitter is >= 0 and < 1, "Jitter is a share of the expiration, from 0 to less than 1, such as 0.1.");
        Require(!(Rules.NullExpiration < TimeSpan.Zero), "The expiration of a null is zero or longer; zero doesn't store it.");
        Require(!(Lease <= TimeSpan.Zero), "A lease is longer than zero; null, or zero on an attribute, for none.");
    }

    private static void Require(bool isMet, string what)
    {
        if (!isMet)
            throw new ArgumentException(what);
    }
}
