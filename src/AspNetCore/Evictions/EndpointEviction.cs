namespace CacheKit;

// One eviction of an endpoint. AnyMethod is false for a setting of a group, a controller or a page, which may also have endpoints that only
// read: it applies to methods that change something.
internal sealed record EndpointEviction(EvictionTag[] Tags, string? Namespace, EvictionMode Mode, bool Before, bool AnyMethod);
