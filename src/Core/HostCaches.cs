using Microsoft.Extensions.Logging;

namespace CacheKit;

// The caches of one host: the default cache and the named ones. They end when the host's services are disposed.
internal sealed class HostCaches(Func<string?, Cache?> find, IReadOnlyCollection<string?> names, ILogger logger) : IDisposable
{
    private volatile bool _isEnded;
    private Cache? _default;
    private int _hasWarned;

    public bool IsEnded => _isEnded;

    public Cache Default => _default ??= find(null) ?? throw new InvalidOperationException(
        $"There is no global cache. The services of this application have {Names}, and no default cache. " +
        "Select a cache for the function by [CacheName], or register a default one, for example by services.AddCacheKit().UseInMemory().");

    public Cache Named(string name) => find(name) ?? throw new InvalidOperationException(
        $"There is no cache '{name}'. The services of this application have {Names}. " +
        $"Register it, for example by services.AddKeyedCacheKit(\"{name}\").UseInMemory().");

    // Each cache with its name; null is the name of the default cache. Creates those that were not used yet.
    public IEnumerable<(string? Name, Cache Cache)> All()
    {
        foreach (string? name in names.Distinct().Order(StringComparer.Ordinal))
        {
            if (find(name) is { } cache)
                yield return (name, cache);
        }
    }

    public void WarnOfSeveralHosts(int hosts)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            logger.CallerOutsideOfHosts(hosts);
    }

    public void Dispose()
    {
        _isEnded = true;
        GlobalCache.Remove(this);
    }

    private string Names => string.Join(", ", names.Distinct().Order(StringComparer.Ordinal).Select(NameOf));

    private static string NameOf(string? name) => name is null ? "the default cache" : $"'{name}'";
}
