using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>What a key builder can ask of the call of an endpoint.</summary>
public static class CacheCallExtensions
{
    /// <summary>The request whose key is built.</summary>
    /// <exception cref="InvalidOperationException">The call is one of a function.</exception>
    public static HttpContext GetHttpContext(this in CacheCall call) =>
        call.Context as HttpContext ?? throw new InvalidOperationException("This call is not one of an endpoint: it has no HttpContext.");
}
