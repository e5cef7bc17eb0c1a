namespace CacheKit;

// Settings that are derived from the policies of a cache, and derived again when they are needed after a change.
internal sealed class DerivedSettings<T>(
    CurrentPolicies policies, T initial, Func<PolicySnapshot, T> derive, Action<InvalidOperationException>? warn = null)
    where T : class
{
    private readonly Lock _deriving = new();
    private volatile Derived _derived = new(policies.Initial, initial);

    public T Value => _derived is { } derived && derived.Policies == policies.Current ? derived.Settings : Derive();

    // A function that is first called after a change was not asked whether the policies contradict its attributes. If they do, it keeps
    // its settings.
    private T Derive()
    {
        lock (_deriving)
        {
            PolicySnapshot current = policies.Current;
            T settings = _derived.Settings;
            if (_derived.Policies == current)
                return settings;

            try
            {
                settings = derive(current);
            }
            catch (InvalidOperationException exception) when (warn is not null)
            {
                warn(exception);
            }

            _derived = new Derived(current, settings);
            return settings;
        }
    }

    private sealed record Derived(PolicySnapshot Policies, T Settings);
}
