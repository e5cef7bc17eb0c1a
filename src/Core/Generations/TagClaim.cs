namespace CacheKit;

// The marks for an entry that is written now, and the check whether they are those of the current generations, which runs while the entry is
// written. An entry with outdated marks is never found, so a write whose marks turn out to be outdated is repeated with others.
internal readonly record struct TagClaim(StoreResult<TagMark[]> Marks, Task<StoreResult<bool>>? Checking = null)
{
    public ValueTask<StoreResult<bool>> AreCurrentAsync() => Checking is null ? new(new StoreResult<bool>(true)) : new(Checking);
}
