using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// The RequestAborted token of a handler. If the handler runs for a flight, it is cancelled when no request waits for the response any more:
// the client whose request it handles may leave earlier. Otherwise it is cancelled when its client leaves.
//
// The flight becomes cancellable when the handler first reads the token: a handler that never reads it cannot be stopped, and its response
// is complete whoever leaves. If all clients have left before the first read, the handler is not stopped either, because the framework
// itself reads the token when it writes the response.
internal sealed class HandlerLifetime : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly IHttpRequestLifetimeFeature _client;
    private readonly Lazy<CancellationToken> _token;
    private CancellationTokenSource? _stop;
    private CancellationTokenRegistration _following;
    private CancellationToken? _replaced;

    public HandlerLifetime(IHttpRequestLifetimeFeature client, Flight? flight, CancellationToken timeout)
    {
        _client = client;
        _token = new Lazy<CancellationToken>(() => flight is null
            ? client.RequestAborted
            : Link(flight.TryCancelWhenNoWaiters() ? flight.Abandoned : default, timeout));
    }

    // Whether the handler aborted its response.
    public bool IsAborted { get; private set; }

    // Whether the handler was cancelled.
    public bool IsStopped => _token is { IsValueCreated: true, Value.IsCancellationRequested: true };

    public CancellationToken RequestAborted
    {
        get => _replaced ?? _token.Value;
        set => _replaced = value;
    }

    public void MarkAborted() => IsAborted = true;

    // Marked here, because the server cancels its own token later.
    public void Abort()
    {
        MarkAborted();
        _client.Abort();
    }

    // Once the response is streamed, only its own client receives it, so the client's token stops the handler too.
    public void FollowClient()
    {
        _ = _token.Value;
        if (_stop is not null)
            _following = _client.RequestAborted.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
    }

    public void Dispose()
    {
        _following.Dispose();
        _stop?.Dispose();
    }

    private CancellationToken Link(CancellationToken abandoned, CancellationToken timeout)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(abandoned, timeout);
        return _stop.Token;
    }
}
