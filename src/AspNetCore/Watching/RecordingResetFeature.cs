using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

// Notes that a handler has reset its HTTP/2 or HTTP/3 stream: its response is cut short.
internal sealed class RecordingResetFeature(IHttpResetFeature client, HandlerLifetime lifetime) : IHttpResetFeature
{
    public void Reset(int errorCode)
    {
        lifetime.NoteAbort();
        client.Reset(errorCode);
    }
}
