using System.Net.Sockets;
using System.Text;

namespace CacheKit.Hosting;

/// <summary>Sends requests and reads responses byte for byte, without the normalization of an HTTP client.</summary>
internal static class RawClient
{
    /// <summary>Sends a GET with header lines, and returns the status line and header lines of the response.</summary>
    public static async Task<IReadOnlyList<string>> GetHeadAsync(Uri server, string path, params string[] lines)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = client.GetStream();
        string request = string.Join("\r\n", [$"GET {path} HTTP/1.1", $"Host: {server.Authority}", "Connection: close", .. lines]) + "\r\n\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string response = await reader.ReadToEndAsync();
        return response[..response.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
    }
}
