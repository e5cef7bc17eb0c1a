using Microsoft.AspNetCore.Http;

namespace CacheKit;

// All behind the cache, and what its responses were like.
internal sealed record HandlerPipeline(RequestDelegate Next, long MaximumBodySize)
{
    public StreamedKeys Streamed { get; } = new();
}
