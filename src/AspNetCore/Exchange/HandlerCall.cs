using Microsoft.AspNetCore.Http;

namespace CacheKit;

// A request for which the handler is to run, and all that it takes.
internal sealed record HandlerCall(HttpContext Context, EndpointPolicy Policy, EntrySettings Settings, string Key, RequestDelegate Next, long MaximumBodySize)
{
    // Whether no client of its own waits for it.
    public bool IsBackground { get; init; }

    public bool IsAborted => Context.RequestAborted.IsCancellationRequested;

    // Whether those who wait for it shall see to it themselves, as its client went away.
    public bool IsLeft => IsAborted && !IsBackground;

    public CacheEngine Engine => Policy.Cache.Engine;

    public DateTimeOffset Now => Policy.Cache.TimeProvider.GetUtcNow();
}
