using Microsoft.AspNetCore.Http;

namespace CacheKit;

// The step of the pipeline after the cache: evicts for each run of a handler with [CacheEvict] or .CacheEvict().
internal sealed class EvictionStep(RequestDelegate next, EvictionPolicies policies)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } endpoint || policies.Of(endpoint) is not { } evictions || !evictions.ApplyTo(context.Request.Method))
            return next(context);

        // If UseCacheKit is in the pipeline twice, the outer step evicts.
        if (context.Features.Get<EvictionRun>() is not null)
            return next(context);

        if (evictions.WithArguments is { } withArguments)
            context.SetEndpoint(withArguments);
        return new EvictionRun(context, evictions).InvokeAsync(next);
    }
}
