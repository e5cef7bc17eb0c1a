namespace CacheKit;

// How a call of a store ended: one whose caller has left, or that was never sent, says nothing of the store.
internal enum CallEnd
{
    Answered,
    Refused,
    Failed,
    Left,
    Unsent,
}
