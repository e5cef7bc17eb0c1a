namespace CacheKit;

// Whether a flight failed because its leader left and disposed objects that the factory used. Such a failure is the leader's alone, and the
// waiters compute again.
internal enum LeaderLoss : byte
{
    // The factory failed by itself.
    None,

    // A token that only the factory knows was cancelled while the leader is still present.
    Suspected,

    Certain,
}
