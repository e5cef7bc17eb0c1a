namespace CacheKit.Dashboard.Tests;

/// <summary>Reads server-sent events from the dashboard.</summary>
internal sealed class LiveStream : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private LiveStream(HttpResponseMessage response, Stream body)
    {
        _response = response;
        _reader = new StreamReader(body);
    }

    public static async Task<LiveStream> OpenAsync(DashboardApp app)
    {
        HttpResponseMessage response = await app.Client.GetAsync(
            new Uri("/cachekit/api/live", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        return new LiveStream(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>Returns the next event; null at the end of the stream.</summary>
    public async Task<(string Name, string Data)?> NextAsync()
    {
        string? name = null;
        string? data = null;
        while (await _reader.ReadLineAsync().WaitAsync(_patience) is { } line)
        {
            if (line.Length == 0)
                return (name!, data!);
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line["event: ".Length..];
            else
                data = line["data: ".Length..];
        }

        return null;
    }

    /// <summary>Returns the data of the next event with a name.</summary>
    public async Task<string> NextAsync(string name)
    {
        while (await NextAsync() is { } one)
        {
            if (one.Name == name)
                return one.Data;
        }

        throw new EndOfStreamException($"The stream has ended without an event {name}.");
    }

    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
