namespace CacheKit.Weaving.Tests.Functions;

/// <summary>Functions whose settings come from policies.</summary>
[Cache(60, Policy = "shelf")]
internal static class Shelf
{
    public static int Runs { get; set; }

    [Cache(Policy = "books")]
    public static Task<int> Books(int id) => NextAsync(id);

    [Cache(30, Policy = "books", Tags = ["book:{id}"])]
    public static Task<int> Tagged(int id) => NextAsync(id);

    [Cache(Policy = "boks")]
    public static Task<int> Unknown(int id) => NextAsync(id);

    [Cache]
    public static Task<int> OfType(int id) => NextAsync(id);

    private static Task<int> NextAsync(int id) => Task.FromResult((100 * id) + ++Runs);
}
