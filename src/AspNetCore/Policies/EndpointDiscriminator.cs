namespace CacheKit;

// The text in the keys of an endpoint that distinguishes it from other endpoints of the same URL; null if there are none. Valid for one
// snapshot of the endpoints.
internal sealed record EndpointDiscriminator(CachedEndpoints Snapshot, string? Text);
