using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Runs a handler apart from any client's request, to replace a response that may be sent meanwhile.
internal static class BackgroundRun
{
    // Ends in the flight, whatever happens.
    public static void Start(HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, bool readsAgain)
    {
        BackgroundRequest request;
        flight.TrySetCancelWhen(CancelWhen.NoWaitersOnceNeeded);
        try
        {
            request = new BackgroundRequest(call.Context, flight.Abandoned);
        }
        catch
        {
            flight.Complete(new HandlerOutcome(null, HasFailed: true));
            throw;
        }

        HandlerCall own = call with
        {
            Context = request.Context,
            Headers = request.Context.Request.Headers,
            ClientLeft = request.Context.RequestAborted,
            Timeout = default,
            IsBackground = true,
        };

        // Nothing of the client's request flows on: it would be there, dead, when that has ended. To set another current HttpContext where it
        // flows would take the client's own away from it.
        _ = CleanContext.Run(() => RunAsync(request, own, flight, old, readsAgain));
    }

    private static async Task RunAsync(
        BackgroundRequest request, HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, bool readsAgain)
    {
        ILogger logger = call.Policy.Cache.Logger;
        string? endpoint = request.Context.GetEndpoint()?.DisplayName;
        try
        {
            using var computation = new ResponseComputation(call, Forward.Stale, flight, old, static read => read.State == EntryState.Fresh) { ReadsAgain = readsAgain };
            await using (request.ConfigureAwait(false))
            {
                request.Enter();
                await computation.AnswerAsync().ConfigureAwait(false);
            }

            if (computation.FailedStatus is { } status)
                logger.RefreshFailed(endpoint, status);
        }
        catch (Exception exception)
        {
            // Only the first end counts: the run may not have begun.
            flight.Complete(new HandlerOutcome(null, HasFailed: true));
            if (!request.Context.RequestAborted.IsCancellationRequested)
                logger.RefreshFailed(exception, endpoint);
        }
    }
}
