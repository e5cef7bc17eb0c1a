namespace CacheKit;

// What tells an endpoint from others of the same URL in its keys, as long as the endpoints don't change. Null: there are none.
internal sealed record EndpointMark(CachedEndpoints Among, string? Text);
