namespace CacheKit.Weaving;

// From the arguments of the latest calls of a function straight to their values, in front of a store in this process: a hit
// builds no key. It is a cache of the store, not a second one: each value is handed out only while the store holds it.
//
// A call has two places in it, by its hash. Who reads takes no lock, as the calls in them don't change.
internal sealed class CallIndex<TCall, TResult>(LocalEntryStore store)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private const int Places = 512;

    private readonly IndexedCall<TCall, TResult>?[] _calls = new IndexedCall<TCall, TResult>?[Places];

    public IndexedCall<TCall, TResult>? Find(in TCall call)
    {
        int hash = call.HashArguments();
        int place = PlaceOf(hash);
        IndexedCall<TCall, TResult>? found = FindAt(place, call, hash) ?? FindAt(OtherOf(place), call, hash);
        return found is not null && found.IsHitIn(store) ? found : null;
    }

    public void Keep(in TCall call, TResult value, EntryTickets tickets)
    {
        int hash = call.HashArguments();
        int place = PlaceOf(hash);
        if (!IsFreeFor(call, hash, place))
            place = OtherOf(place);

        // Where more calls than places are made in turn, some keep theirs for a while: to change them each time would cost more than
        // it saves.
        if (IsFreeFor(call, hash, place) || Random.Shared.Next(8) == 0)
            Volatile.Write(ref _calls[place], new IndexedCall<TCall, TResult>(call.KeepArguments(), hash, value, tickets));
    }

    private static int PlaceOf(int hash) => (int)((uint)hash * 0x9E3779B1u >> 23);

    private static int OtherOf(int place) => place ^ 1;

    private IndexedCall<TCall, TResult>? FindAt(int place, in TCall call, int hash) =>
        Volatile.Read(ref _calls[place]) is { } found && found.IsOf(call, hash) ? found : null;

    private bool IsFreeFor(in TCall call, int hash, int place) =>
        Volatile.Read(ref _calls[place]) is not { } other || other.IsOf(call, hash) || !other.IsHeldBy(store);
}
