namespace OpenTelemetry.Metrics;

/// <summary>Adds the metrics of CacheKit to OpenTelemetry.</summary>
public static class CacheKitMeterProviderBuilderExtensions
{
    /// <summary>Collects the metrics of all caches of this process.</summary>
    /// <param name="builder">The metrics of the application.</param>
    /// <returns>The same builder.</returns>
    public static MeterProviderBuilder AddCacheKitInstrumentation(this MeterProviderBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddMeter("CacheKit");
    }
}
