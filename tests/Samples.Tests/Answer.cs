using System.Net;

namespace CacheKit.Samples.Tests;

/// <summary>A response as a client sees it.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, string? ContentType, string? Cache, double? MaxAge)
{
    public static async Task<Answer> GetAsync(HttpClient client, string path)
    {
        using HttpResponseMessage response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return new Answer(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.TryGetValues("X-CacheKit", out IEnumerable<string>? values) ? string.Join(", ", values) : null,
            response.Headers.CacheControl?.MaxAge?.TotalSeconds);
    }
}
