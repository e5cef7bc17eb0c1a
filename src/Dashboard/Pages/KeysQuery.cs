using Microsoft.AspNetCore.Http;

namespace CacheKit;

// What the address of the page of keys asks for. Cache: null: the first cache. Namespace: null: all; empty: the default one.
internal sealed record KeysQuery(string? Cache, string? Namespace, string? Find, string? Cursor)
{
    public static KeysQuery Of(IQueryCollection query) =>
        new(Text(query, "cache"), query["namespace"], Text(query, "find"), Text(query, "cursor"));

    // Most of the keys that a search reads are not shown.
    public int PageSize => Find is null ? DashboardReader.DefaultPageSize : DashboardReader.LargestPageSize;

    public string AddressOf(string? cursor) => Address.Keys(Cache, Namespace, Find, cursor);

    // An empty field of a form asks for nothing.
    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
}
