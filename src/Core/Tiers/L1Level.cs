namespace CacheKit;

// The local level: copies of what the remote one holds. A copy is handed out while it may be believed, and is made only where nothing has
// happened to its key between the beginning of the remote read or write and its end. Else an old value could come back: one that
// was read before a removal and arrives after it, or one of two writes that reached the store in the other order.
internal sealed class L1Level : IValueBackend
{
    // More groups: fewer copies that are not made because of another key.
    private const int Groups = 1024;

    private static readonly CachedValue _nothing = new CodedValue(default);

    private readonly IValueBackend _values;
    private readonly LevelGroup[] _groups = [.. Enumerable.Range(0, Groups).Select(_ => new LevelGroup())];
    private readonly TimeSpan? _longest;
    private readonly TimeSpan _bound;
    private readonly long _settling;

    // Where the remote level's reads may lag behind its writes, what is read soon after a change is held no longer than the bound.
    public L1Level(IValueBackend values, TieredBackendOptions options, bool readsLag)
    {
        _values = values;
        _longest = options.LocalExpiration;
        _bound = options.Staleness;
        _settling = readsLag ? (long)_bound.TotalMilliseconds : 0;
        CopyValidity = new CopyValidity(options.TimeProvider, _bound);
    }

    public CopyValidity CopyValidity { get; }

    public CachedValue? GetValue(ReadOnlySpan<char> key) => CopyValidity.Holds ? _values.GetValue(key) : null;

    public CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        timeToLive = null;
        return CopyValidity.Holds ? _values.GetValue(key, out timeToLive) : null;
    }

    public CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        ticket = default;
        return CopyValidity.Holds ? _values.GetValueWithTicket(key, out ticket) : null;
    }

    public bool IsHeld(in ValueTicket ticket) => CopyValidity.Holds && _values.IsHeld(ticket);

    public void SetValue(string key, CachedValue value, TimeSpan? timeToLive) => _values.SetValue(key, value, timeToLive);

    public bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive) =>
        _values.ReplaceValue(key, expected, value, timeToLive);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        new(GetValue(key, out TimeSpan? timeToLive) is { } value ? new CacheEntry(value.ToPayload(), timeToLive) : null);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _values.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _values.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) => _values.ClearAsync(prefix, cancellationToken);

    // Before the remote level is read.
    public LevelTicket BeginRead(string key)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
            return TicketOf(group);
    }

    // Holds what was read; null: forgets what there is.
    public void EndRead(string key, CachedValue? value, TimeSpan? timeToLive, LevelTicket ticket)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
        {
            if (group.Version == ticket.Version && group.Writers == 0)
                Hold(key, value, timeToLive, ticket);
        }
    }

    // Before a key of the remote level is changed. Whoever gives up waiting for the end must not find what was there before.
    public LevelTicket BeginWrite(string key)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
        {
            group.Version++;
            group.Writers++;
            _values.SetValue(key, _nothing, TimeSpan.Zero);
            return TicketOf(group) with { IsBounded = !CopyValidity.IsConnected };
        }
    }

    // Holds what was written; null: forgets what there is. Of several writes at once nobody knows which was last, so none is held.
    public void EndWrite(string key, CachedValue? value, TimeSpan? timeToLive, LevelTicket ticket)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
        {
            bool isAlone = --group.Writers == 0 && group.Version == ticket.Version;
            Change(group);
            Hold(key, isAlone ? value : null, timeToLive, ticket);
        }
    }

    // Holds what the remote level could not be given, for the bound at most.
    public void HoldUnstored(string key, CachedValue value, TimeSpan? timeToLive)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
        {
            Change(group);
            Hold(key, value, timeToLive, TicketOf(group) with { IsBounded = true });
        }
    }

    // Puts a form of a copy that costs its readers less in the copy's place.
    public void Exchange(string key, ReadOnlyMemory<byte> payload, CachedValue value)
    {
        if (_values.GetValue(key, out TimeSpan? timeToLive) is CodedValue held && held.ToPayload().Span.SequenceEqual(payload.Span))
            _values.ReplaceValue(key, held, value, timeToLive);
    }

    public void Forget(string key)
    {
        LevelGroup group = GroupOf(key);
        lock (group.Gate)
        {
            Change(group);
            Hold(key, null, null, default);
        }
    }

    public void ForgetAll(string prefix)
    {
        foreach (LevelGroup group in _groups)
        {
            lock (group.Gate)
                Change(group);
        }

        // A store in this process answers at once.
        ValueTask<long> clearing = _values.ClearAsync(prefix, CancellationToken.None);
        if (clearing.IsCompletedSuccessfully)
            _ = clearing.Result;
        else
            clearing.AsTask().GetAwaiter().GetResult();
    }

    private LevelGroup GroupOf(string key) => _groups[string.GetHashCode(key) & (Groups - 1)];

    private LevelTicket TicketOf(LevelGroup group)
    {
        long now = CopyValidity.Now;
        return new LevelTicket(group.Version, IsBounded: !CopyValidity.IsConnected || now < group.SettledAt, now);
    }

    private void Change(LevelGroup group)
    {
        group.Version++;
        if (_settling > 0)
            group.SettledAt = CopyValidity.Now + _settling;
    }

    // What there is lives from the beginning of the call on, as its end may have come late.
    private void Hold(string key, CachedValue? value, TimeSpan? timeToLive, LevelTicket ticket)
    {
        if (value is null)
        {
            _values.SetValue(key, _nothing, TimeSpan.Zero);
            return;
        }

        TimeSpan? life = Shorter(Shorter(timeToLive, _longest), ticket.IsBounded ? _bound : null);
        _values.SetValue(key, value, life - TimeSpan.FromMilliseconds(CopyValidity.Now - ticket.StartedAt));
    }

    private static TimeSpan? Shorter(TimeSpan? life, TimeSpan? limit) => life is null || limit < life ? limit ?? life : life;
}
