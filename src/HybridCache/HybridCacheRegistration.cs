using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// One call of AsHybridCache, and the service that it registered.
internal sealed record HybridCacheRegistration(CacheKitBuilder Builder, ServiceDescriptor Service);
