using System.Text;

namespace CacheKit;

// Addresses of pages and assets, relative to each page: they are right under a path base, and if a proxy strips a prefix.
internal static class Address
{
    public const string Overview = "./";
    public const string Events = "./events";

    public static string Keys(string? cache, string? @namespace = null, string? find = null, string? cursor = null) =>
        Of("./keys", ("cache", cache), ("namespace", @namespace), ("find", find), ("cursor", cursor));

    public static string Entry(string cache, string key) => Of("./entry", ("cache", cache), ("key", key));

    public static string Api(string cache, string operation) => $"./api/caches/{Uri.EscapeDataString(cache)}/{operation}";

    // Omits parameters that are null. An empty namespace is the default one.
    private static string Of(string page, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var address = new StringBuilder(page);
        char separator = '?';
        foreach ((string name, string? value) in parameters)
        {
            if (value is null)
                continue;
            address.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return address.ToString();
    }
}
