using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Response compression in front of the cache adds Vary when it writes a body, which a 304 does not have. A 304 must have the Vary of its
// 200 (RFC 9110, section 15.4.5).
internal static class CompressionVary
{
    // Call while the headers are those of the 200.
    public static void Add(HttpContext context)
    {
        if (context.Features.Get<IHttpsCompressionFeature>() is not null &&
            context.RequestServices?.GetService<IResponseCompressionProvider>() is { } compression && compression.ShouldCompressResponse(context))
        {
            ResponseHeaders.AddVary(context.Response.Headers, HeaderNames.AcceptEncoding);
        }
    }
}
