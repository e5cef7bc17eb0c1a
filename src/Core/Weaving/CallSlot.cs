namespace CacheKit.Weaving;

// A place of a CallTable. Its hash is written before its first call, and does not change any more.
internal struct CallSlot<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    public int Hash;

    public IndexedCall<TCall, TResult>? Call;
}
