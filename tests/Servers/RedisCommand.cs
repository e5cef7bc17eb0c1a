using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Servers;

/// <summary>
/// Sends one command to a Redis server over a new connection, so that tests inspect the server without the client library of the backend.
/// </summary>
internal static class RedisCommand
{
    public static async Task<string?> SendAsync(string host, int port, IReadOnlyCollection<string> words)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(host, port);
        await using var stream = new BufferedStream(client.GetStream());
        await stream.WriteAsync(Encode(words));
        await stream.FlushAsync();

        string line = await ReadLineAsync(stream);
        return line[0] switch
        {
            '+' or ':' => line[1..],
            '$' => await ReadBulkStringAsync(stream, int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)),
            _ => throw new InvalidOperationException($"Redis replied '{line}' to '{string.Join(' ', words)}'."),
        };
    }

    // RESP2: *<count>, then $<length in bytes> and the bytes for each word; every line ends with CR LF.
    private static byte[] Encode(IReadOnlyCollection<string> words)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Count}\r\n");
        foreach (string word in words)
            request.Append(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        return Encoding.UTF8.GetBytes(request.ToString());
    }

    private static async Task<string> ReadLineAsync(Stream stream)
    {
        var line = new StringBuilder();
        var next = new byte[1];
        while (next[0] != '\n')
        {
            await stream.ReadExactlyAsync(next);
            line.Append((char)next[0]);
        }

        return line.ToString().TrimEnd();
    }

    private static async Task<string?> ReadBulkStringAsync(Stream stream, int length)
    {
        if (length < 0)
            return null;
        var bytes = new byte[length];
        await stream.ReadExactlyAsync(bytes);
        return Encoding.UTF8.GetString(bytes);
    }
}
