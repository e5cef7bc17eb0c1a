using System.Net.Http.Headers;
using System.Text;

namespace CacheKit.Hosting;

/// <summary>A response that was read to its end.</summary>
internal sealed record Answer(int Status, byte[] Bytes, IReadOnlyDictionary<string, string[]> Headers)
{
    public string Body => Encoding.UTF8.GetString(Bytes);

    /// <summary>HIT, MISS or BYPASS; null if the cache was not involved.</summary>
    public string? CacheKit => this["X-CacheKit"];

    public string? CacheStatus => this["Cache-Status"];

    public string? EntityTag => this["ETag"];

    /// <summary>The values of a header; null if it is absent.</summary>
    public string? this[string header] => Headers.TryGetValue(header, out string[]? values) ? string.Join(", ", values) : null;

    public static async Task<Answer> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            byte[] bytes = await response.Content.ReadAsByteArrayAsync();
            var headers = new Dictionary<string, string[]>(StringComparer.OrdinalIgnoreCase);
            foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
                headers[name] = [.. values];
            return new Answer((int)response.StatusCode, bytes, headers);
        }
    }
}
