using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CacheKit.Backends.Memcached.Tests;

/// <summary>A fake Memcached: it answers the first commands of a connection correctly, and each later command as the script says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<string, IEnumerable<string>> _answer;
    private int _connections;

    /// <summary>Starts a server.</summary>
    /// <param name="answer">
    /// Returns the pieces to send for the line of a command; null among them closes the connection. Values that follow a command are
    /// skipped.
    /// </param>
    public ScriptedServer(Func<string, IEnumerable<string>> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string ConnectionString => ((IPEndPoint)_listener.LocalEndpoint).ToString();

    /// <summary>The number of connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>All commands of all connections, without the first commands of each.</summary>
    public ConcurrentQueue<string> Commands { get; } = [];

    /// <summary>Returns the value of a flag in a command, such as its number (O).</summary>
    public static string Flag(string command, char flag) => command.Split(' ').Last(word => word[0] == flag);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        CancellationToken end = _end.Token;
        while (!end.IsCancellationRequested)
        {
            TcpClient client = await _listener.AcceptTcpClientAsync(end);
            Interlocked.Increment(ref _connections);
            _ = ServeAsync(client, end);
        }
    }

    private async Task ServeAsync(TcpClient client, CancellationToken end)
    {
        using (client)
        {
            client.NoDelay = true;
            NetworkStream stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            while (await reader.ReadLineAsync(end) is { } command)
            {
                if (command.StartsWith("ms ", StringComparison.Ordinal))
                    await reader.ReadBlockAsync(new char[int.Parse(command.Split(' ')[2], CultureInfo.InvariantCulture) + 2], end);
                foreach (string? piece in AnswerTo(command))
                {
                    if (piece is null)
                        return;
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(piece), end);
                }
            }
        }
    }

    private IEnumerable<string?> AnswerTo(string command)
    {
        if (command == "mn")
            return ["MN\r\n"];
        if (command == "stats")
            return [string.Create(CultureInfo.InvariantCulture, $"STAT time {TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}\r\nEND\r\n")];
        Commands.Enqueue(command);
        return _answer(command);
    }
}
