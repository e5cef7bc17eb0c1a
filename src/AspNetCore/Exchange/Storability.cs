using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Which responses may be stored.
internal static class Storability
{
    // The word of Cache-Status for why not; null if it may.
    public static string? WhyNot(HttpContext context, EndpointPolicy policy, ResponseBuffer body, StringValues? userBefore)
    {
        HttpResponse response = context.Response;
        if (body.PassesThrough)
            return "streamed";
        if (context.RequestAborted.IsCancellationRequested || (response.ContentLength is { } promised && promised != body.Length))
            return "incomplete";
        if (!policy.StatusCodes.Contains(response.StatusCode))
            return "status";
        if (response.Headers.SetCookie.Count > 0)
            return "set-cookie";
        if (ResponseHeaders.Tokens(response.Headers.Vary).Contains("*"))
            return "vary";
        if (policy.VaryBy.User ? UserText.Of(context.User) != userBefore : context.User.Identity is { IsAuthenticated: true })
            return "user";

        return WhyNot(response.Headers);
    }

    private static string? WhyNot(IHeaderDictionary headers)
    {
        if (headers.CacheControl.Count == 0)
            return null;

        // A header that can't be read may forbid it.
        if (!CacheControlHeaderValue.TryParse(headers.CacheControl.ToString(), out CacheControlHeaderValue? said))
            return "cache-control";
        if (said.NoStore)
            return "no-store";

        return said.Private ? "private" : said.NoCache ? "no-cache" : null;
    }
}
