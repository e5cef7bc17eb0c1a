namespace CacheKit;

// The levels that a call reads and writes, and a limit for the time to live of its L1 copy. A store of one level considers only Reads.
internal sealed record LevelUse(bool ReadsL1, bool WritesL1, bool ReadsL2, bool WritesL2, TimeSpan? LocalExpiration = null)
{
    public bool Reads => ReadsL1 || ReadsL2;

    public bool Writes => WritesL1 || WritesL2;
}
