using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// A compression outside of the cache adds to Vary when a body is written, which a 304 has none of. It must vary as its 200 would
// (RFC 9110, section 15.4.5).
internal static class CompressionVary
{
    // While the headers are still those of the 200.
    public static void Add(HttpContext context)
    {
        if (context.Features.Get<IHttpsCompressionFeature>() is not null &&
            context.RequestServices?.GetService<IResponseCompressionProvider>() is { } compression && compression.ShouldCompressResponse(context))
        {
            ResponseHeaders.AddVary(context.Response.Headers, HeaderNames.AcceptEncoding);
        }
    }
}
