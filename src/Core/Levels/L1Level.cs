namespace CacheKit;

// L1: in-process copies of L2 entries. A copy is stored only if its key has not changed between the start and the end of the L2 operation.
// Otherwise an old value could return: a read that began before a removal and ends after it, or one of two writes that L2 performed in the
// other order.
internal sealed class L1Level : IValueBackend
{
    // With more groups, fewer copies are rejected because of other keys.
    private const int Groups = 1024;

    private const long NoVersion = -1;

    private static readonly CachedValue _nothing = new CodedValue(default);

    private readonly IValueBackend _values;
    private readonly L1KeyGroup[] _groups = [.. Enumerable.Range(0, Groups).Select(_ => new L1KeyGroup())];
    private readonly TimeSpan? _maxTimeToLive;
    private readonly TimeSpan _bound;
    private readonly long _readLag;

    // If L2 reads may lag behind its writes, values read soon after a change live for at most the staleness bound.
    public L1Level(IValueBackend values, TieredBackendOptions options, bool readsLag)
    {
        _values = values;
        _maxTimeToLive = options.LocalExpiration;
        _bound = options.Staleness;
        _readLag = readsLag ? (long)_bound.TotalMilliseconds : 0;
        CopyValidity = new CopyValidity(options.TimeProvider, _bound);
    }

    public CopyValidity CopyValidity { get; }

    public CachedValue? GetValue(ReadOnlySpan<char> key) => CopyValidity.IsValid ? _values.GetValue(key) : null;

    public CachedValue? GetValue(ReadOnlySpan<char> head, ReadOnlySpan<char> rest) => CopyValidity.IsValid ? _values.GetValue(head, rest) : null;

    public CachedValue? GetValue(ReadOnlySpan<char> key, out TimeSpan? timeToLive)
    {
        timeToLive = null;
        return CopyValidity.IsValid ? _values.GetValue(key, out timeToLive) : null;
    }

    public CachedValue? GetValueWithTicket(ReadOnlySpan<char> key, out ValueTicket ticket)
    {
        ticket = default;
        return CopyValidity.IsValid ? _values.GetValueWithTicket(key, out ticket) : null;
    }

    public bool IsHeld(in ValueTicket ticket) => CopyValidity.IsValid && _values.IsHeld(ticket);

    public int CountHeld(ReadOnlySpan<ValueTicket> tickets) => CopyValidity.IsValid ? _values.CountHeld(tickets) : 0;

    public long ObsoletingChanges => CopyValidity.IsValid ? _values.ObsoletingChanges : 0;

    public void SetValue(string key, CachedValue value, TimeSpan? timeToLive) => _values.SetValue(key, value, timeToLive);

    public bool ReplaceValue(string key, CachedValue? expected, CachedValue value, TimeSpan? timeToLive) =>
        _values.ReplaceValue(key, expected, value, timeToLive);

    public ValueTask<CacheEntry?> GetWithTimeToLiveAsync(string key, CancellationToken cancellationToken = default) =>
        new(GetValue(key, out TimeSpan? timeToLive) is { } value ? new CacheEntry(value.ToPayload(), timeToLive) : null);

    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> payload, TimeSpan? timeToLive, CancellationToken cancellationToken = default) =>
        _values.SetAsync(key, payload, timeToLive, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        _values.RemoveAsync(key, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken = default) =>
        _values.ClearAsync(prefix, cancellationToken);

    // Called before L2 is read.
    public CopyTicket BeginRead(string key)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
            return TicketOf(group);
    }

    // Stores the value that was read; null drops the copy.
    public void EndRead(string key, CachedValue? value, TimeSpan? timeToLive, CopyTicket ticket)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
        {
            if (group.Version == ticket.Version && group.Writers == 0)
                Hold(key, value, timeToLive, ticket);
        }
    }

    // Called before an L2 key is changed. Drops the copy first, because a caller that stops waiting must not find the old value.
    public CopyTicket BeginWrite(string key)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
        {
            _values.SetValue(key, _nothing, TimeSpan.Zero);
            return BeginWrite(group);
        }
    }

    // Stores the value that was written; null drops the copy. After concurrent writes the last one is unknown, so no copy is stored.
    public void EndWrite(string key, CachedValue? value, TimeSpan? timeToLive, CopyTicket ticket)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
            HoldWritten(group, key, value, timeToLive, EndWrite(group, ticket));
    }

    // Called before many L2 keys are changed together. Keys of one group share a ticket, so that they do not reject each other's copies.
    public Dictionary<L1KeyGroup, CopyTicket> BeginWrites(BatchEntry[] entries)
    {
        var tickets = new Dictionary<L1KeyGroup, CopyTicket>();
        foreach (BatchEntry entry in entries)
        {
            L1KeyGroup group = GroupOf(entry.Key);
            lock (group.Gate)
            {
                _values.SetValue(entry.Key, _nothing, TimeSpan.Zero);
                if (!tickets.ContainsKey(group))
                    tickets.Add(group, BeginWrite(group));
            }
        }

        return tickets;
    }

    // Stores the values that were written, by the index of their entry; null drops the copy.
    public void EndWrites(BatchEntry[] entries, Func<int, CachedValue?> valueAt, Dictionary<L1KeyGroup, CopyTicket> tickets)
    {
        var ended = new Dictionary<L1KeyGroup, CopyTicket>();
        for (int i = 0; i < entries.Length; i++)
        {
            L1KeyGroup group = GroupOf(entries[i].Key);
            lock (group.Gate)
            {
                if (!ended.TryGetValue(group, out CopyTicket ticket))
                    ended.Add(group, ticket = EndWrite(group, tickets[group]));
                HoldWritten(group, entries[i].Key, valueAt(i), entries[i].TimeToLive, ticket);
            }
        }
    }

    // Stores a value that L2 could not store, for at most the staleness bound.
    public void HoldUnstored(string key, CachedValue value, TimeSpan? timeToLive)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
        {
            Change(group);
            Hold(key, value, timeToLive, TicketOf(group) with { IsBounded = true });
        }
    }

    // Replaces the payload of a copy by its decoded value.
    public void ReplaceWithDecoded(string key, ReadOnlyMemory<byte> payload, CachedValue value)
    {
        if (_values.GetValue(key, out TimeSpan? timeToLive) is CodedValue held && held.ToPayload().Span.SequenceEqual(payload.Span))
            _values.ReplaceValue(key, held, value, timeToLive);
    }

    // Shortens the time to live of a copy.
    public void Limit(string key, TimeSpan limit)
    {
        if (_values.GetValue(key, out TimeSpan? timeToLive) is { } held && !(timeToLive <= limit))
            _values.ReplaceValue(key, held, held, limit);
    }

    public void Forget(string key)
    {
        L1KeyGroup group = GroupOf(key);
        lock (group.Gate)
        {
            Change(group);
            Hold(key, null, null, default);
        }
    }

    public void ForgetAll(string prefix)
    {
        foreach (L1KeyGroup group in _groups)
        {
            lock (group.Gate)
                Change(group);
        }

        // An in-process store normally completes synchronously.
        ValueTask<long> clearing = _values.ClearAsync(prefix, CancellationToken.None);
        if (clearing.IsCompletedSuccessfully)
            _ = clearing.Result;
        else
            clearing.AsTask().GetAwaiter().GetResult();
    }

    private CopyTicket BeginWrite(L1KeyGroup group)
    {
        group.Version++;
        group.Writers++;
        return TicketOf(group) with { IsBounded = !CopyValidity.IsConnected };
    }

    // The ticket that it returns is valid until the next change of the group; after concurrent writes it never is.
    private CopyTicket EndWrite(L1KeyGroup group, CopyTicket ticket)
    {
        bool isAlone = --group.Writers == 0 && group.Version == ticket.Version;
        Change(group);
        return ticket with { Version = isAlone ? group.Version : NoVersion };
    }

    private void HoldWritten(L1KeyGroup group, string key, CachedValue? value, TimeSpan? timeToLive, CopyTicket ticket)
    {
        bool isLast = group.Version == ticket.Version && group.Writers == 0;
        Hold(key, isLast ? value : null, timeToLive, ticket);
    }

    private L1KeyGroup GroupOf(string key) => _groups[string.GetHashCode(key) & (Groups - 1)];

    private CopyTicket TicketOf(L1KeyGroup group)
    {
        long now = CopyValidity.Now;
        return new CopyTicket(group.Version, IsBounded: !CopyValidity.IsConnected || now < group.ReadsLagUntil, now);
    }

    private void Change(L1KeyGroup group)
    {
        group.Version++;
        if (_readLag > 0)
            group.ReadsLagUntil = CopyValidity.Now + _readLag;
    }

    // The time to live counts from the start of the L2 operation, because its end may be late.
    private void Hold(string key, CachedValue? value, TimeSpan? timeToLive, CopyTicket ticket)
    {
        if (value is null || timeToLive <= TimeSpan.Zero)
        {
            _values.SetValue(key, _nothing, TimeSpan.Zero);
            return;
        }

        TimeSpan? life = Shorter(Shorter(timeToLive, _maxTimeToLive), ticket.IsBounded ? _bound : null);
        _values.SetValue(key, value, life - TimeSpan.FromMilliseconds(CopyValidity.Now - ticket.StartedAt));
    }

    private static TimeSpan? Shorter(TimeSpan? life, TimeSpan? limit) => life is null || limit < life ? limit ?? life : life;
}
