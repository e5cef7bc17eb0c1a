using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// How long a handler goes on. One that runs for a flight does so as long as anybody waits for its response, which need not be the
// client whose request it has; any other as long as its client stays.
//
// Until the handler first asks for the token, nothing can stop it, so that its response will be whole whoever leaves. A handler that
// asks when everybody has left already is not stopped either: the framework asks once more where it writes the response.
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
        _token = new Lazy<CancellationToken>(() => flight is null ? client.RequestAborted : Stop(flight.TryCancelWhenNoWaiters() ? flight.Abandoned : default, timeout));
    }

    // Whether the handler has cut its response short itself.
    public bool IsAborted { get; private set; }

    // Whether the handler was told to stop.
    public bool IsStopped => _token is { IsValueCreated: true, Value.IsCancellationRequested: true };

    public CancellationToken RequestAborted
    {
        get => _replaced ?? _token.Value;
        set => _replaced = value;
    }

    public void NoteAbort() => IsAborted = true;

    // The server cancels its own token a little later.
    public void Abort()
    {
        NoteAbort();
        _client.Abort();
    }

    // A stream goes on for nobody but its client, whoever else has waited.
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

    private CancellationToken Stop(CancellationToken abandoned, CancellationToken timeout)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(abandoned, timeout);
        return _stop.Token;
    }
}
