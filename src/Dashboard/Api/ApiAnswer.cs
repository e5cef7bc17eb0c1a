using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Makes an endpoint of a function: the result is sent as JSON, and a failure as problem details.
internal sealed class ApiAnswer(ILogger logger)
{
    public RequestDelegate Json<T>(Func<HttpContext, T> answer, JsonTypeInfo<T> type) =>
        JsonAsync(context => new ValueTask<T>(answer(context)), type);

    public RequestDelegate JsonAsync<T>(Func<HttpContext, ValueTask<T>> answer, JsonTypeInfo<T> type) => Guarded(async context =>
    {
        T result = await answer(context).ConfigureAwait(false);
        await context.Response.WriteAsJsonAsync(result, type, contentType: null, context.RequestAborted).ConfigureAwait(false);
    });

    public RequestDelegate Guarded(RequestDelegate endpoint) => async context =>
    {
        try
        {
            ApiQuery.RequireNoOthers(context);
            await endpoint(context).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (DashboardException exception) when (!context.Response.HasStarted)
        {
            await ProblemAnswer.SendAsync(context, exception).ConfigureAwait(false);
        }
        catch (Exception exception) when (!context.Response.HasStarted && exception is not BadHttpRequestException)
        {
            logger.DashboardFailed(exception, context.Request.Path);
            await ProblemAnswer.SendFailureAsync(context).ConfigureAwait(false);
        }
    };
}
