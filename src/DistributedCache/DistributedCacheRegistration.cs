using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// One call of AsDistributedCache, and the service that it registered.
internal sealed record DistributedCacheRegistration(CacheKitBuilder Builder, ServiceDescriptor Service);
