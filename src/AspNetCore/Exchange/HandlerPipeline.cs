using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The pipeline after the cache, how it is run, and the keys whose responses were streamed.
internal sealed record HandlerPipeline(RequestDelegate Next, long MaximumBodySize, Func<HttpContext, Action<HttpContext>>? PrepareBackground)
{
    public StreamedKeys Streamed { get; } = new();
}
