namespace CacheKit.OpenTelemetry.Tests;

/// <summary>A cached function.</summary>
internal static class Catalog
{
    public const string Function = "CacheKit.OpenTelemetry.Tests.Catalog.FindAsync";

    [Cache]
    public static Task<string> FindAsync(int id) => Task.FromResult($"item {id}");
}
