namespace CacheKit;

/// <summary>The optional capability of a backend in this process to measure what it holds, for metrics and the dashboard.</summary>
public interface IMeasuredBackend : ICacheBackend
{
    /// <summary>Measures the backend. Called whenever metrics are collected, so it must not look at each entry.</summary>
    BackendMeasurement Measure();
}
