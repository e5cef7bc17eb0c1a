using Microsoft.Extensions.DependencyInjection;

namespace CacheKit;

// One call of AsOutputCacheStore, and the service that it registered.
internal sealed record OutputCacheStoreRegistration(CacheKitBuilder Builder, ServiceDescriptor Service);
