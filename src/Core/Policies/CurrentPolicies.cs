using System.Runtime.CompilerServices;

namespace CacheKit;

// The policies of a cache, which a change replaces as a whole. A call takes all of its settings from one snapshot.
internal sealed class CurrentPolicies
{
    private static readonly object _present = new();

    // Not kept by this: what uses the policies for a while may be collected.
    private readonly ConditionalWeakTable<IPolicyUser, object> _users = [];
    private volatile PolicySnapshot _current;

    public CurrentPolicies(PolicySnapshot initial)
    {
        Initial = initial;
        _current = initial;
    }

    // Those that the cache was created with.
    public PolicySnapshot Initial { get; }

    public PolicySnapshot Current => _current;

    // Users are asked before the policies change. They see a change when they compare their snapshot with the current one.
    public void Add(IPolicyUser user) => _users.TryAdd(user, _present);

    // Throws an InvalidOperationException, and changes nothing, if the policies contradict the attributes of a user.
    public void Change(PolicySnapshot changed)
    {
        foreach ((IPolicyUser user, _) in _users)
            user.Check(this, changed);
        _current = changed;
    }
}
