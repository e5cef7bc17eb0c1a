using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Which responses may be stored.
internal static class Storability
{
    public const string Status = "status";

    // The word of Cache-Status for why not; null if it may.
    public static string? WhyNot(HttpContext context, EndpointPolicy policy, ResponseBuffer body, StringValues? userBefore)
    {
        HttpResponse response = context.Response;
        if (body.PassesThrough)
            return "streamed";
        if (context.RequestAborted.IsCancellationRequested || (response.ContentLength is { } promised && promised != body.Length))
            return "incomplete";
        if (!policy.StatusCodes.ContainsKey(response.StatusCode))
            return Status;
        if (response.Headers.SetCookie.Count > 0)
            return "set-cookie";
        if (ResponseHeaders.Tokens(response.Headers.Vary).Contains("*"))
            return "vary";
        if (policy.VaryBy.User ? UserText.Of(context.User) != userBefore : context.User.Identity is { IsAuthenticated: true })
            return "user";

        return WhyNot(response.Headers);
    }

    // Whether a response that may not be stored says that what is stored no longer holds. One that is meant for its own client, a cookie or
    // a refusal, doesn't.
    public static bool IsOutdatedBy(string whyNot, int status) => whyNot switch
    {
        Status => status is < StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status410Gone,
        "no-store" or "private" or "no-cache" => true,
        _ => false,
    };

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
