namespace CacheKit.EndToEnd.Tests;

/// <summary>A function that is cached element by element, and the one for a single element.</summary>
internal static class Stocks
{
    public static List<int> Loads { get; } = [];

    [Cache(60, Tags = ["stock:{id}", "stocks"])]
    public static Task<string?> FindAsync(int id) => Task.FromResult<string?>($"stock {id}");

    [Cache(Each = nameof(ids), Shares = nameof(FindAsync))]
    public static Task<IReadOnlyDictionary<int, string>> FindManyAsync(IReadOnlyCollection<int> ids)
    {
        Loads.Add(ids.Count);
        return Task.FromResult<IReadOnlyDictionary<int, string>>(ids.ToDictionary(id => id, id => $"stock {id}"));
    }

    [Cache(60, Each = nameof(ids))]
    public static Task<string[]> ListAsync(params int[] ids)
    {
        Loads.Add(ids.Length);
        return Task.FromResult(Array.ConvertAll(ids, id => $"stock {id}"));
    }
}
