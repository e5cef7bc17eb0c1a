using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheKit;

/// <summary>Adds the caches of an application to its health checks.</summary>
public static class CacheKitHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of all caches of the application, including that of <see cref="CacheManager.Init"/>. It fails while the circuit
    /// breaker keeps calls from a store, while L1 copies are not confirmed, and while removals are pending.
    /// </summary>
    /// <remarks>
    /// The check reports what the calls of the application have met. It never calls a store, so it takes no time while one is down.
    /// </remarks>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">
    /// The status when the check fails. Null: <see cref="HealthStatus.Degraded"/>, because an application works without its caches, only
    /// slower.
    /// </param>
    /// <param name="tags">The tags to select the check by.</param>
    public static IHealthChecksBuilder AddCacheKit(
        this IHealthChecksBuilder builder, string name = "cachekit", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        return builder.Add(new HealthCheckRegistration(
            name, static services => new CacheHealthCheck(CacheInspector.AllOf(services)), failureStatus ?? HealthStatus.Degraded, tags));
    }
}
