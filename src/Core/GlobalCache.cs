namespace CacheKit;

// Finds the global cache for a caller: the cache of Init, or otherwise the default cache of the current host. If several hosts run in the
// process, the current host is the one that the caller's execution context has entered.
internal static class GlobalCache
{
    private static readonly Lock _gate = new();
    private static readonly AsyncLocal<HostCaches?> _entered = new();

    // From the oldest to the newest.
    private static volatile HostCaches[] _hosts = [];
    private static volatile Cache? _ofInit;
    private static CacheHistory _history = new();

    // The cache and the host that all callers share; null if they depend on the caller, or do not exist yet.
    private static volatile Cache? _sharedCache;
    private static volatile HostCaches? _sharedHost;

    public static Cache Current => _sharedCache ?? Find();

    public static Cache? OfInit => _ofInit;

    // The host in which a cache with this name is looked up.
    public static HostCaches HostFor(string name) =>
        _sharedHost ?? FindHost() ?? throw new InvalidOperationException(_history.NotFoundMessage(name));

    public static bool HasSeveralHosts => _hosts.Length > 1;

    public static void Init(Cache cache, string backend)
    {
        lock (_gate)
        {
            if (_ofInit is { } old)
            {
                (cache.HasLoggers ? cache : old).Logger.GlobalReplaced(BackendName.Of(old.Backend), backend);
                old.Dispose();
            }

            _history = _history with { IsReset = false };
            _ofInit = cache;
            UpdateShared();
        }
    }

    public static void Reset()
    {
        lock (_gate)
        {
            if (_ofInit is not { } old)
                return;

            old.Dispose();
            _history = _history with { IsReset = true };
            _ofInit = null;
            UpdateShared();
        }
    }

    public static void RecordRegistration()
    {
        lock (_gate)
            _history = _history with { IsRegistered = true, HasEnded = false };
    }

    public static void Add(HostCaches host)
    {
        lock (_gate)
        {
            if (host.IsEnded || _hosts.Contains(host))
                return;

            _hosts = [.. _hosts, host];
            UpdateShared();
        }
    }

    public static void Remove(HostCaches host)
    {
        lock (_gate)
        {
            _history = _history with { HasEnded = true };
            _hosts = [.. _hosts.Where(other => other != host)];
            UpdateShared();
        }
    }

    // Makes a host the current one for the following calls in the caller's asynchronous method.
    public static void Enter(HostCaches host)
    {
        if (_entered.Value != host)
            _entered.Value = host;
    }

    private static void UpdateShared()
    {
        _sharedHost = _hosts is [HostCaches only] ? only : null;
        _sharedCache = _ofInit;
    }

    private static Cache Find()
    {
        if (_ofInit is { } init)
            return init;

        HostCaches host = FindHost() ?? throw new InvalidOperationException(_history.NotFoundMessage(name: null));
        Cache cache = host.Default;
        lock (_gate)
        {
            if (_ofInit is null && _sharedHost == host)
                _sharedCache = cache;
        }

        return cache;
    }

    private static HostCaches? FindHost()
    {
        if (_entered.Value is { IsEnded: false } entered)
            return entered;

        HostCaches[] hosts = _hosts;
        if (hosts.Length > 1)
            hosts[^1].WarnOfSeveralHosts(hosts.Length);
        return hosts.LastOrDefault();
    }
}
