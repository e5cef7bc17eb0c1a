namespace CacheKit.Weaving;

// From the arguments of the latest calls of a function straight to their values, in front of a store in this process: a hit
// builds no key. It is a cache of the store, not a second one: each value is handed out only while the store holds it.
//
// A call has one place in it, by its hash; who reads takes no lock, as the calls in it don't change.
internal sealed class CallIndex<TCall, TResult>(LocalEntryStore store)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private const int Places = 512;

    private readonly IndexedCall<TCall, TResult>?[] _calls = new IndexedCall<TCall, TResult>?[Places];

    public IndexedCall<TCall, TResult>? Find(in TCall call)
    {
        int hash = call.HashArguments();
        IndexedCall<TCall, TResult>? found = Volatile.Read(ref _calls[PlaceOf(hash)]);
        return found is not null && found.IsOf(call, hash) && found.IsHitIn(store) ? found : null;
    }

    public void Keep(in TCall call, TResult value, EntryTickets tickets)
    {
        int hash = call.HashArguments();
        ref IndexedCall<TCall, TResult>? place = ref _calls[PlaceOf(hash)];

        // Of two calls that are made in turn, one keeps the place for a while: to change it each time would cost more than it saves.
        if (Volatile.Read(ref place) is { } other && !other.IsOf(call, hash) && other.IsHeldBy(store) && Random.Shared.Next(8) != 0)
            return;

        Volatile.Write(ref place, new IndexedCall<TCall, TResult>(call.KeepArguments(), hash, value, tickets));
    }

    private static int PlaceOf(int hash) => (int)((uint)hash * 0x9E3779B1u >> 23);
}
