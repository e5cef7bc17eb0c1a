using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Cancels a background request when the application stops, or when the run is abandoned.
internal sealed class BackgroundLifetimeFeature : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly CancellationTokenSource _stop;

    public BackgroundLifetimeFeature(CancellationToken stopping, CancellationToken abandoned)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping, abandoned);
        RequestAborted = _stop.Token;
    }

    public CancellationToken RequestAborted { get; set; }

    public void Abort() => _stop.Cancel();

    public void Dispose() => _stop.Dispose();
}
