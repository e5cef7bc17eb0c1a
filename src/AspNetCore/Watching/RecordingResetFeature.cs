using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Records that a handler has reset its HTTP/2 or HTTP/3 stream, which makes its response incomplete.
internal sealed class RecordingResetFeature(IHttpResetFeature client, HandlerLifetime lifetime) : IHttpResetFeature
{
    public void Reset(int errorCode)
    {
        lifetime.MarkAborted();
        client.Reset(errorCode);
    }
}
