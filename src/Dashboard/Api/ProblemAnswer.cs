using Microsoft.AspNetCore.Http;

namespace CacheKit;

// Answers with problem details.
internal static class ProblemAnswer
{
    private const string ContentType = "application/problem+json";
    private const int LaterSeconds = 5;

    public static Task SendAsync(HttpContext context, DashboardException exception)
    {
        int status = FaultStatus.Of(exception.Fault);
        (string code, string title) = Describe(exception.Fault);
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = $"{LaterSeconds}";
        return SendAsync(context, new ProblemModel(title, status, exception.Message, code));
    }

    public static Task SendFailureAsync(HttpContext context) => SendAsync(context, new ProblemModel(
        "The dashboard failed", StatusCodes.Status500InternalServerError, "The log of the application has the exception.", "failed"));

    private static Task SendAsync(HttpContext context, ProblemModel problem)
    {
        context.Response.StatusCode = problem.Status;
        return context.Response.WriteAsJsonAsync(problem, DashboardJson.Readable.ProblemModel, ContentType, context.RequestAborted);
    }

    private static (string Code, string Title) Describe(DashboardFault fault) => fault switch
    {
        DashboardFault.BadParameter => ("bad-parameter", "A parameter is missing or invalid"),
        DashboardFault.BadBody => ("bad-body", "The body is not valid"),
        DashboardFault.UnknownCursor => ("unknown-cursor", "The cursor is not one of this listing"),
        DashboardFault.UnknownCache => ("unknown-cache", "There is no such cache"),
        DashboardFault.KeyNotFound => ("key-not-found", "There is no such entry"),
        DashboardFault.ReadOnly => ("read-only", "The dashboard is read-only"),
        DashboardFault.OtherOrigin => ("other-origin", "The request comes from another site"),
        DashboardFault.NotJson => ("not-json", "The body is not JSON"),
        DashboardFault.TooLarge => ("too-large", "The body is too large"),
        DashboardFault.NoListing => ("no-listing", "The store can't list its keys"),
        DashboardFault.StoreUnavailable => ("store-unavailable", "The store is not available"),
        DashboardFault.StoreRefused => ("store-refused", "The store refuses the request"),
        _ => ("too-many-connections", "Too many live connections"),
    };
}
