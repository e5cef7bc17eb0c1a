using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Runs a handler in the background, independently of any client's request, to replace a stored response.
internal static class BackgroundRun
{
    // Always completes the flight, and throws nothing: the client gets the stored response, or has got it already.
    public static void Start(HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, bool readsAgain)
    {
        BackgroundRequest request;
        flight.TrySetCancelWhen(CancelWhen.NoWaitersOnceNeeded);
        try
        {
            request = new BackgroundRequest(call.Context, call.Pipeline.PrepareBackground, flight.Abandoned);
        }
        catch (Exception exception)
        {
            Fail(call, flight, old, exception);
            return;
        }

        HandlerCall own = call with
        {
            Context = request.Context,
            Headers = request.Context.Request.Headers,
            ClientLeft = request.Context.RequestAborted,
            Timeout = default,
            IsBackground = true,
        };

        ActivityLink[]? links = CacheActivities.LinksToCurrent();

        // The execution context of the client's request does not flow: it would reference a completed request. Replacing the current
        // HttpContext in it would remove the client's own.
        _ = CleanContext.Run(() => RunAsync(request, own, flight, old, readsAgain, links));
    }

    private static async Task RunAsync(
        BackgroundRequest request, HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, bool readsAgain,
        ActivityLink[]? links)
    {
        using Activity? refresh = CacheActivities.StartRefresh(call.Policy.Figures, links);
        ILogger logger = call.Policy.Cache.Logger;
        string? endpoint = request.Context.GetEndpoint()?.DisplayName;
        try
        {
            using var computation = new ResponseComputation(call, Forward.Stale, flight, old, static read => read.State == EntryState.Fresh)
            {
                ReadsAgain = readsAgain,
            };
            await using (request.ConfigureAwait(false))
            {
                if (!TryEnter(request, call, flight, old))
                    return;

                await computation.AnswerAsync().ConfigureAwait(false);
            }

            if (computation.FailedStatus is { } status)
                logger.RefreshFailed(endpoint, status);
        }
        catch (Exception exception)
        {
            // Has no effect if the flight has already ended: the computation may not have started.
            flight.Complete(new HandlerOutcome(null, HasFailed: true));
            if (!request.Context.RequestAborted.IsCancellationRequested)
                logger.RefreshFailed(exception, endpoint);
        }
    }

    private static bool TryEnter(BackgroundRequest request, HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old)
    {
        try
        {
            request.Enter();
            return true;
        }
        catch (Exception exception)
        {
            Fail(call, flight, old, exception);
            return false;
        }
    }

    // For a run that does not reach its handler. The computation records the failures of the handler itself.
    private static void Fail(HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, Exception exception)
    {
        call.Engine.Failures.Record(call.Key, null, call.Settings.Policy, old.State != EntryState.Missing);
        flight.Complete(new HandlerOutcome(null, HasFailed: true));
        call.Policy.Cache.Logger.RefreshFailed(exception, call.Context.GetEndpoint()?.DisplayName);
    }
}
