using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// A background run goes on until the application stops, or until it is of no use to anybody.
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
