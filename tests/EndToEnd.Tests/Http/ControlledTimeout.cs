using Microsoft.AspNetCore.Http.Timeouts;

namespace CacheKit.EndToEnd.Tests.Http;

/// <summary>The feature that the request timeout middleware sets, with a timeout that the test controls.</summary>
internal sealed record ControlledTimeout(CancellationToken RequestTimeoutToken) : IHttpRequestTimeoutFeature
{
    public void DisableTimeout()
    {
    }
}
