namespace CacheKit;

// The name of a backend in logs and metrics.
internal static class BackendName
{
    public static string Of(ICacheBackend backend) => backend is ITransformingBackend transforming ? transforming.StoreName : backend.GetType().Name;
}
