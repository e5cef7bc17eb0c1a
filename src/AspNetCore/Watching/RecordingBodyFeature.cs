using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace CacheKit;

internal sealed class RecordingBodyFeature(ResponseBuffer buffer, IHttpResponseBodyFeature client) : StreamResponseBodyFeature(buffer, client)
{
    // Called for server-sent events and similar responses, which are streamed and not stored.
    public override void DisableBuffering()
    {
        buffer.PassThrough();
        base.DisableBuffering();
    }
}
