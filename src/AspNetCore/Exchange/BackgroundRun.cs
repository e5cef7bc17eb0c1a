using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CacheKit;

// Runs a handler apart from any client's request, to replace a response that may be sent meanwhile.
internal sealed class BackgroundRun
{
    private readonly LedRun _run;
    private readonly BackgroundRequest _request;
    private readonly ResultFlight<HandlerOutcome> _flight;
    private readonly ILogger _logger;

    private BackgroundRun(BackgroundRequest request, LedRun run, ResultFlight<HandlerOutcome> flight, ILogger logger)
    {
        _request = request;
        _run = run;
        _flight = flight;
        _logger = logger;
    }

    // Ends in the flight, whatever happens.
    public static void Start(HandlerCall call, ResultFlight<HandlerOutcome> flight, EntryRead<CachedResponse> old, bool readsAgain)
    {
        BackgroundRun background;
        flight.TryEndure(Endurance.UntilNeeded);
        try
        {
            var request = new BackgroundRequest(call.Context, flight.Abandoned);
            HandlerCall own = call with
            {
                Context = request.Context,
                Headers = request.Context.Request.Headers,
                ClientLeft = request.Context.RequestAborted,
                Timeout = default,
                IsBackground = true,
            };
            var run = new LedRun(own, Forward.Stale, flight, old, static read => read.State == EntryState.Fresh) { ReadsAgain = readsAgain };
            background = new BackgroundRun(request, run, flight, call.Policy.Cache.Logger);
        }
        catch
        {
            flight.Complete(new HandlerOutcome(null, HasFailed: true));
            throw;
        }

        // Nothing of the client's request flows on: it would be there, dead, when that has ended. To set another current HttpContext where it
        // flows would take the client's own away from it.
        _ = CleanContext.Run(background.RunAsync);
    }

    private async Task RunAsync()
    {
        string? endpoint = _request.Context.GetEndpoint()?.DisplayName;
        try
        {
            await using (_request.ConfigureAwait(false))
            {
                _request.Enter();
                await _run.RunAsync().ConfigureAwait(false);
            }

            if (_run.FailedStatus is { } status)
                _logger.RefreshFailed(endpoint, status);
        }
        catch (Exception exception)
        {
            // Only the first end counts: the run may not have begun.
            _flight.Complete(new HandlerOutcome(null, HasFailed: true));
            if (!_request.Context.RequestAborted.IsCancellationRequested)
                _logger.RefreshFailed(exception, endpoint);
        }
    }
}
