using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The pipeline after the cache, and the keys whose responses were streamed.
internal sealed record HandlerPipeline(RequestDelegate Next, long MaximumBodySize)
{
    public StreamedKeys Streamed { get; } = new();
}
