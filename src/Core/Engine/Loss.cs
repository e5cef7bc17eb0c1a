namespace CacheKit;

// Whether a flight failed because its leader left, and what the factory used of the leader's ended with it: then the failure is the leader's
// alone, and those who wait compute for themselves.
internal enum Loss
{
    // The factory has failed.
    None,

    // Something of the factory's was cancelled, though its leader is still there: a token that only the factory knows.
    Suspected,

    Certain,
}
