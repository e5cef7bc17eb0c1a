using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Logs, once per reason, why responses of an endpoint are not stored.
internal sealed class EndpointWarnings(ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> _logged = new(StringComparer.Ordinal);

    public void Warn(Endpoint? endpoint, string reason, string advice)
    {
        if (_logged.TryAdd(reason, true))
            logger.NotStored(endpoint?.DisplayName, reason, advice);
    }

    public void WarnOfAuthentication(Endpoint? endpoint)
    {
        if (_logged.TryAdd("authorization", true))
            logger.AuthenticatedTooLate(endpoint?.DisplayName);
    }

    public void WarnOfFilter(Endpoint endpoint, string filter)
    {
        if (_logged.TryAdd("filter", true))
            logger.NotCachedForFilter(filter, endpoint.DisplayName);
    }

    public void WarnOfKey(Endpoint endpoint, Exception exception)
    {
        if (_logged.TryAdd("key", true))
            logger.KeyBuilderFailed(exception, endpoint.DisplayName);
    }

    public void WarnOfRouting(Endpoint endpoint)
    {
        if (_logged.TryAdd("routing", true))
            logger.RoutedTooLate(endpoint.DisplayName);
    }
}
