namespace CacheKit.Weaving;

// The settings of the entries of a function on one cache, which follow the policies of the cache.
internal sealed class FunctionSettings(CachedMethod method, Cache cache, EntrySettings initial) : IPolicyUser
{
    private readonly DerivedSettings<EntrySettings> _derived = new(
        cache.Policies, initial, policies => method.Change(initial, cache, policies),
        exception => cache.Logger.PoliciesRefused(exception, exception.Message));

    // Read once for each call.
    public EntrySettings Current => _derived.Value;

    public void Check(CurrentPolicies current, PolicySnapshot changed) => method.Change(initial, cache, changed);
}
