using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Why responses of an endpoint are never stored, where its developer may not know: each reason is logged once.
internal sealed class EndpointWarnings(ILogger logger)
{
    private readonly ConcurrentDictionary<string, bool> _said = new(StringComparer.Ordinal);

    public void Warn(Endpoint? endpoint, string reason, string advice)
    {
        if (_said.TryAdd(reason, true))
            logger.NotStored(endpoint?.DisplayName, reason, advice);
    }

    public void WarnOfAuthentication(Endpoint? endpoint)
    {
        if (_said.TryAdd("authorization", true))
            logger.AuthenticatedTooLate(endpoint?.DisplayName);
    }

    public void WarnOfFilter(Endpoint endpoint, string filter)
    {
        if (_said.TryAdd("filter", true))
            logger.NotCachedForFilter(filter, endpoint.DisplayName);
    }

    public void WarnOfRouting(Endpoint endpoint)
    {
        if (_said.TryAdd("routing", true))
            logger.RoutedTooLate(endpoint.DisplayName);
    }
}
