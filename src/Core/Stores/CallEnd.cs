namespace CacheKit;

// How a call of a store ended: who made it may have left, which says nothing of the store.
internal enum CallEnd
{
    Answered,
    Failed,
    Left,
}
