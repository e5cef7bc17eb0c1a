using Microsoft.AspNetCore.Http;

namespace CacheKit;

/// <summary>Gives key builders access to the request of an endpoint.</summary>
public static class CacheCallExtensions
{
    /// <summary>The request whose key is being built.</summary>
    /// <exception cref="InvalidOperationException">The call is a function call.</exception>
    public static HttpContext GetHttpContext(this in CacheCall call) =>
        call.Context as HttpContext ?? throw new InvalidOperationException("This is a function call, which has no HttpContext.");
}
