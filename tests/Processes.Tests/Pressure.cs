using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CacheKit.Processes.Tests;

/// <summary>Another application that fills a server, so that the server keeps evicting our entries.</summary>
internal sealed class Pressure : IAsyncDisposable
{
    private const int Batch = 250;
    private const int LargestItem = 400;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private static readonly string _payload = new('x', LargestItem);

    private readonly CancellationTokenSource _end = new();
    private readonly string _host;
    private readonly int _port;
    private readonly Func<string, string, string> _command;
    private readonly Task _writing;

    private Pressure(string host, int port, Func<string, string, string> command)
    {
        (_host, _port, _command) = (host, port, command);
        _writing = WriteAsync();
    }

    public static Pressure OnRedis(string host, int port) => new(host, port, static (key, payload) => $"SET {key} {payload}\r\n");

    public static Pressure OnMemcached(string host, int port) => new(host, port, static (key, payload) => $"ms {key} {payload.Length} q\r\n{payload}\r\n");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing;
        _end.Dispose();
    }

    // The server may be killed and restarted.
    private async Task WriteAsync()
    {
        using var timer = new PeriodicTimer(_pause);
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(_host, _port, _end.Token);
                await WriteAsync(client.GetStream(), timer);
            }
            catch (Exception exception) when (exception is SocketException or IOException or OperationCanceledException)
            {
                await timer.WaitForNextTickAsync(CancellationToken.None);
            }
        }
    }

    private async Task WriteAsync(NetworkStream stream, PeriodicTimer timer)
    {
        var replies = new byte[64 * 1024];
        while (await timer.WaitForNextTickAsync(_end.Token))
        {
            var commands = new StringBuilder();
            for (int i = 0; i < Batch; i++)
            {
                string key = string.Create(CultureInfo.InvariantCulture, $"other-{RandomNumberGenerator.GetInt32(int.MaxValue)}");
                commands.Append(_command(key, _payload[..RandomNumberGenerator.GetInt32(1, LargestItem)]));
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(commands.ToString()), _end.Token);
            while (stream.DataAvailable)
                _ = await stream.ReadAtLeastAsync(replies, 1, throwOnEndOfStream: false, _end.Token);
        }
    }
}
