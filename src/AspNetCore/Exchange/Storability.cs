using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

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
        if (policy.VaryBy.User ? UserText.Of(context.User) != userBefore : context.User.Identity is { IsAuthenticated: true })
            return "user";

        return WhyNot(response.Headers);
    }

    // By what the handler says to caches. A directive that can't be read may forbid it.
    public static string? WhyNot(IHeaderDictionary headers)
    {
        ResponseDirectives said = ResponseDirectives.Of(headers.CacheControl);
        return said.NoStore ? "no-store"
            : said.IsPrivate ? "private"
            : said.NoCache ? "no-cache"
            : said.IsUnreadable ? "cache-control"
            : null;
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
}
