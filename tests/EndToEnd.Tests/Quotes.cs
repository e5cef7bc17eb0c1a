namespace CacheKit.EndToEnd.Tests;

/// <summary>A function that is called from code and also mapped as a handler.</summary>
internal static class Quotes
{
    public static int Runs { get; set; }

    [Cache(60, Namespace = "quotes", Tags = ["quote:{id}"])]
    public static Task<string> FindAsync(int id) => Task.FromResult($"{id} {++Runs}");
}
