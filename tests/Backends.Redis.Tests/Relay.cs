using System.Net;
using System.Net.Sockets;
using System.Text;
using CacheKit.Servers;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>Relays between a client and a Redis server, records what the client sends, and holds requests or replies back.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly StringBuilder _sent = new();
    private readonly RedisServer _server;
    private volatile TaskCompletionSource? _repliesHeld;
    private volatile Barrier? _barrier;

    public Relay(RedisServer server)
    {
        _server = server;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string ConnectionString => ((IPEndPoint)_listener.LocalEndpoint).ToString();

    /// <summary>Everything that clients have sent so far, as protocol text.</summary>
    public string Sent
    {
        get
        {
            lock (_sent)
                return _sent.ToString();
        }
    }

    /// <summary>Holds replies back until <see cref="Release"/>.</summary>
    public void HoldReplies() => _repliesHeld = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Holds back a text that clients send, and everything after it. The task completes when the text arrives.</summary>
    public Task HoldAt(string text)
    {
        var barrier = new Barrier(Encoding.UTF8.GetBytes(text));
        _barrier = barrier;
        return barrier.Reached.Task;
    }

    public void Release()
    {
        Interlocked.Exchange(ref _repliesHeld, null)?.SetResult();
        Interlocked.Exchange(ref _barrier, null)?.Opened.SetResult();
    }

    /// <summary>Closes all connections for ever. Replies that are held back are lost.</summary>
    public Task DisconnectAsync() => _end.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        Release();
        await _end.CancelAsync();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        CancellationToken end = _end.Token;
        while (!end.IsCancellationRequested)
            _ = RelayAsync(await _listener.AcceptTcpClientAsync(end), end);
    }

    private async Task RelayAsync(TcpClient client, CancellationToken end)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_server.Host, _server.Port, end);
            await Task.WhenAny(SendAsync(client.GetStream(), server.GetStream(), end), ReplyAsync(server.GetStream(), client.GetStream(), end));
        }
    }

    private async Task SendAsync(NetworkStream from, NetworkStream to, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, end) is var count and > 0)
        {
            Memory<byte> chunk = buffer.AsMemory(0, count);
            lock (_sent)
                _sent.Append(Encoding.UTF8.GetString(chunk.Span));

            if (_barrier is { } barrier && chunk.Span.IndexOf(barrier.Text) is var at and >= 0)
            {
                await to.WriteAsync(chunk[..at], end);
                barrier.Reached.TrySetResult();
                await barrier.Opened.Task.WaitAsync(end);
                chunk = chunk[at..];
            }

            await to.WriteAsync(chunk, end);
        }
    }

    private async Task ReplyAsync(NetworkStream from, NetworkStream to, CancellationToken end)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, end) is var count and > 0)
        {
            if (_repliesHeld is { } held)
                await held.Task.WaitAsync(end);
            await to.WriteAsync(buffer.AsMemory(0, count), end);
        }
    }

    private sealed record Barrier(byte[] Text)
    {
        public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
