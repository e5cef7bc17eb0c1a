using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// A compression outside of the cache adds to Vary when a body is written, which a 304 has none of. It must vary as its 200 would
// (RFC 9110, section 15.4.5).
internal static class CompressionVary
{
    public static void Add(HttpContext context, CachedResponse response)
    {
        if (context.Features.Get<IHttpsCompressionFeature>() is null ||
            context.RequestServices?.GetService<IResponseCompressionProvider>() is not { } compression)
        {
            return;
        }

        if (IsCompressed(context, compression, response))
            ResponseHeaders.AddVary(context.Response.Headers, HeaderNames.AcceptEncoding);
    }

    // The compression looks at a response as a whole.
    private static bool IsCompressed(HttpContext context, IResponseCompressionProvider compression, CachedResponse response)
    {
        int status = context.Response.StatusCode;
        IHeaderDictionary headers = context.Response.Headers;
        KeyValuePair<string, StringValues>[] ofBody = Array.FindAll(response.Headers, header => Preconditions.DescribesBody(header.Key));
        context.Response.StatusCode = response.StatusCode;
        context.Response.ContentLength = response.Body.Length;
        foreach ((string name, StringValues values) in ofBody)
            headers[name] = values;

        bool isCompressed = compression.ShouldCompressResponse(context);

        context.Response.StatusCode = status;
        context.Response.ContentLength = null;
        foreach ((string name, _) in ofBody)
            headers.Remove(name);
        return isCompressed;
    }
}
