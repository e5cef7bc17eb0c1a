using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// Which responses may be stored.
internal static class Storability
{
    public const string Status = "status";
    public const string Incomplete = "incomplete";

    // The word of Cache-Status for why not; null if it may.
    public static string? WhyNot(HttpContext context, EndpointPolicy policy, ResponseBuffer body, StringValues? userBefore)
    {
        HttpResponse response = context.Response;
        if (body.PassesThrough)
            return "streamed";
        if (context.RequestAborted.IsCancellationRequested || (response.ContentLength is { } promised && promised != body.Length))
            return Incomplete;
        if (!policy.StatusCodes.ContainsKey(response.StatusCode))
            return Status;
        if (response.Headers.SetCookie.Count > 0)
            return "set-cookie";
        if (ResponseHeaders.Tokens(response.Headers.Vary).Contains("*"))
            return "vary";
        if (policy.VaryBy.User ? RequestUser.TextOf(RequestUser.Of(context)) != userBefore : RequestUser.IsUser(RequestUser.Of(context)))
            return "user";

        return WhyNot(response.Headers);
    }

    // Whether a response that may not be stored says that what is stored no longer holds. A refusal, which is meant for its own client,
    // doesn't; any other such response does where what is stored has expired too: it would only be asked for in vain time and again.
    public static bool IsOutdatedBy(string whyNot, int status, bool hasExpired) => whyNot switch
    {
        Status => status is < StatusCodes.Status400BadRequest or StatusCodes.Status404NotFound or StatusCodes.Status410Gone,
        Incomplete => false,
        "no-store" or "private" or "no-cache" => true,
        _ => hasExpired,
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
