using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

internal sealed class RecordingBodyFeature(ResponseBuffer buffer, IHttpResponseBodyFeature client) : StreamResponseBodyFeature(buffer, client)
{
    // Server-sent events and the like ask for this: they are sent as they come, and not stored.
    public override void DisableBuffering()
    {
        buffer.PassThrough();
        base.DisableBuffering();
    }
}
