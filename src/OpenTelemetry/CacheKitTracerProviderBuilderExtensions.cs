using CacheKit;

namespace OpenTelemetry.Trace;

/// <summary>Adds the spans of CacheKit to OpenTelemetry.</summary>
public static class CacheKitTracerProviderBuilderExtensions
{
    /// <summary>Collects the spans of all caches of this process: computations, calls of stores, waits for leases and background refreshes.</summary>
    /// <param name="builder">The traces of the application.</param>
    /// <param name="configure">Changes the settings.</param>
    /// <returns>The same builder.</returns>
    public static TracerProviderBuilder AddCacheKitInstrumentation(
        this TracerProviderBuilder builder, Action<CacheKitTracingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CacheKitTracingOptions();
        configure?.Invoke(options);
        if (options.RecordsKeys)
            AppContext.SetSwitch("CacheKit.KeysInTraces", true);
        return builder.AddSource("CacheKit");
    }
}
