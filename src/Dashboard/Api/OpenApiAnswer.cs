using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Sends the description of the API, a resource of the assembly.
internal static class OpenApiAnswer
{
    private const string Resource = "openapi.json";

    public static async Task SendAsync(HttpContext context)
    {
        Stream content = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        await using (content.ConfigureAwait(false))
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = content.Length;
            await content.CopyToAsync(context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
