namespace CacheKit;

// Finds the global cache for a caller: that of Init, or else the default cache of the caller's host. Where several hosts run in one process, a
// caller belongs to the host that its flow of execution has entered.
internal static class GlobalCache
{
    private static readonly Lock _gate = new();
    private static readonly AsyncLocal<HostCaches?> _entered = new();

    // From the oldest to the latest.
    private static volatile HostCaches[] _hosts = [];
    private static volatile Cache? _ofInit;
    private static CacheHistory _history = new();

    // The cache and the host of every caller; null if they depend on the caller, or are not made yet.
    private static volatile Cache? _cache;
    private static volatile HostCaches? _host;

    public static Cache Current => _cache ?? Find();

    public static Cache? OfInit => _ofInit;

    // The caches that a name is looked up in.
    public static HostCaches HostFor(string name) => _host ?? FindHost() ?? throw new InvalidOperationException(_history.WhyMissing(name));

    public static bool HasSeveralHosts => _hosts.Length > 1;

    public static void Init(Cache cache, string backend)
    {
        lock (_gate)
        {
            if (_ofInit is { } old)
            {
                (cache.HasLoggers ? cache : old).Logger.GlobalReplaced(old.Backend.GetType().Name, backend);
                old.Dispose();
            }

            _history = _history with { IsReset = false };
            _ofInit = cache;
            Choose();
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
            Choose();
        }
    }

    public static void NoteRegistration()
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
            Choose();
        }
    }

    public static void Remove(HostCaches host)
    {
        lock (_gate)
        {
            _history = _history with { HasEnded = true };
            _hosts = [.. _hosts.Where(other => other != host)];
            Choose();
        }
    }

    // For what the caller calls from here on, to the end of the asynchronous method that it is in.
    public static void Enter(HostCaches host)
    {
        if (_entered.Value != host)
            _entered.Value = host;
    }

    private static void Choose()
    {
        _host = _hosts is [HostCaches only] ? only : null;
        _cache = _ofInit;
    }

    private static Cache Find()
    {
        if (_ofInit is { } init)
            return init;

        HostCaches host = FindHost() ?? throw new InvalidOperationException(_history.WhyMissing(name: null));
        Cache cache = host.Default;
        lock (_gate)
        {
            if (_ofInit is null && _host == host)
                _cache = cache;
        }

        return cache;
    }

    private static HostCaches? FindHost()
    {
        if (_entered.Value is { IsEnded: false } entered)
            return entered;

        HostCaches[] hosts = _hosts;
        if (hosts.Length > 1)
            hosts[^1].WarnOfOthers(hosts.Length);
        return hosts.LastOrDefault();
    }
}
