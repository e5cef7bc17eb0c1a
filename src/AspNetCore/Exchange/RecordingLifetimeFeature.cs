using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Notes that the handler has aborted its response: the server cancels RequestAborted a little later.
internal sealed class RecordingLifetimeFeature(IHttpRequestLifetimeFeature client) : IHttpRequestLifetimeFeature
{
    public bool IsAborted { get; private set; }

    public CancellationToken RequestAborted
    {
        get => client.RequestAborted;
        set => client.RequestAborted = value;
    }

    public void Abort()
    {
        IsAborted = true;
        client.Abort();
    }
}
