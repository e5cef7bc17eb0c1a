using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CacheKit;

internal sealed class CacheHealthCheck(IReadOnlyList<CacheInspector> caches) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        var problems = new List<string>();
        foreach (CacheInspector cache in caches)
        {
            var report = new CacheHealthReport(cache);
            problems.AddRange(report.Problems);
            foreach ((string key, object value) in report.Data)
                data[key] = value;
        }

        return Task.FromResult(problems.Count == 0
            ? HealthCheckResult.Healthy(caches.Count == 0 ? "There is no cache." : "The stores of all caches are available.", data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join(" ", problems), data: data));
    }
}
