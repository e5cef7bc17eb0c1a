namespace CacheKit.Weaving;

// A slot of a CallTable. Its hash is written before its first call and never changes.
internal struct CallSlot<TCall, TResult>
    where TCall : struct, ICachedCall<TCall, TResult>
{
    public int Hash;

    public IndexedCall<TCall, TResult>? Call;
}
