namespace CacheKit.OpenTelemetry.Tests;

/// <summary>Cached functions.</summary>
internal static class Catalog
{
    public const string Function = "CacheKit.OpenTelemetry.Tests.Catalog.FindAsync";

    [Cache]
    public static Task<string> FindAsync(int id) => Task.FromResult($"item {id}");

    [Cache(Tags = ["search:{text}"])]
    public static Task<string> SearchAsync(string text) => Task.FromResult(text);
}
