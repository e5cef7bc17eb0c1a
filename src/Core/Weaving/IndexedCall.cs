namespace CacheKit.Weaving;

// A call, its value in an in-process store, and the tickets to check whether the store still holds the value.
internal sealed class IndexedCall<TCall, TResult>(TCall call, TResult value, EntryTickets tickets)
    where TCall : struct, ICachedCall<TCall, TResult>
{
    private readonly TCall _call = call;
    private readonly EntryTickets _tickets = tickets;
    private Task<TResult>? _task;

    public ref readonly TCall Call => ref _call;

    public TResult Value => value;

    public ValueTicket Entry => _tickets.Entry;

    // Created once: a completed task can be returned to any number of callers.
    public Task<TResult> Task => _task ??= System.Threading.Tasks.Task.FromResult(value);

    public bool IsHitIn(LocalEntryStore store) => store.TryHit(_tickets);

    public bool HasCurrentTagsIn(LocalEntryStore store) => store.HasCurrentTags(_tickets);

    public bool IsHeldBy(LocalEntryStore store) => store.IsHeld(_tickets);
}
