using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The evictions of one endpoint.
internal sealed class EndpointEvictions(EndpointCaches caches, string? cacheName, IReadOnlyList<EndpointEviction> evictions)
{
    private readonly bool _appliesToAnyMethod = evictions.Any(eviction => eviction.AnyMethod);
    private int _hasWarned;

    // The endpoint that runs the handler, if the tags need its arguments; null: the one that was routed to.
    public Endpoint? WithArguments { get; init; }

    // Whether the responses of the request's own path are evicted, if its method may change something.
    public bool IncludePath { get; init; }

    public bool ApplyTo(string method) => _appliesToAnyMethod || MayChange(method);

    // Evicts what is to be evicted before the handler, or after it.
    public async ValueTask EvictAsync(EvictionRun run, bool before)
    {
        bool mayChange = MayChange(run.Context.Request.Method);
        List<EndpointEviction> due = [.. evictions.Where(eviction => eviction.Before == before && (eviction.AnyMethod || mayChange))];
        string[] path = IncludePath && mayChange && !before ? [PathTag.Of(run.Context.Request)] : [];
        if (due.Count + path.Length == 0)
            return;

        // The cache of CacheManager.Init may have been replaced. The client may have left, and its change is made.
        Cache cache = caches.Of(cacheName);
        foreach (IGrouping<EvictionMode, EndpointEviction> group in due.GroupBy(eviction => eviction.Mode))
        {
            string[] tags = [.. group.SelectMany(eviction => eviction.Tags).Select(tag => tag.TextOf(run)).Where(tag => tag.Length > 0)];
            await cache.EvictManyAsync(tags, group.Key, CancellationToken.None).ConfigureAwait(false);
        }

        await cache.EvictManyAsync(path, EvictionMode.Immediate, CancellationToken.None).ConfigureAwait(false);
        foreach (string @namespace in due.Select(eviction => eviction.Namespace).OfType<string>().Distinct())
            await cache.ClearAsync(@namespace, CancellationToken.None).ConfigureAwait(false);
    }

    public void WarnOfRouting(Endpoint endpoint)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) == 0)
            caches.Of(cacheName).Logger.RoutedTooLateToEvict(endpoint.DisplayName);
    }

    // The methods that RFC 9110, section 9.2.1, calls unsafe.
    public static bool MayChange(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);
}
