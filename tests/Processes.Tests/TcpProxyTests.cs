using System.Net.Sockets;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>Tests of the network link that the other tests cut and restore.</summary>
internal sealed class TcpProxyTests
{
    private TcpListener _server = null!;
    private TcpProxy _proxy = null!;

    [SetUp]
    public void Listen()
    {
        _server = TcpListener.Create(0);
        _server.Start();
        _proxy = new TcpProxy("127.0.0.1", ((System.Net.IPEndPoint)_server.LocalEndpoint).Port);
    }

    [TearDown]
    public async Task Close()
    {
        await _proxy.DisposeAsync();
        _server.Dispose();
    }

    [Test]
    public async Task Bytes_pass_both_ways()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _server.AcceptTcpClientAsync();

        await client.GetStream().WriteAsync("ask"u8.ToArray());
        byte[] asked = await ReadAsync(server, 3);
        await server.GetStream().WriteAsync("answer"u8.ToArray());
        byte[] answered = await ReadAsync(client, 6);

        Assert.That((asked, answered), Is.EqualTo(("ask"u8.ToArray(), "answer"u8.ToArray())));
    }

    [Test]
    public async Task A_cut_resets_the_connections_there_are_and_those_that_are_made()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _server.AcceptTcpClientAsync();

        _proxy.Cut();

        Assert.That(async () => await ReadAsync(client, 1), Throws.InstanceOf<IOException>());
        Assert.That(async () => await ReadAsync(server, 1), Throws.InstanceOf<IOException>());
        Assert.That(ReadLateAsync, Throws.InstanceOf<IOException>().Or.InstanceOf<SocketException>());

        // The connection may be reset before the client has noticed that it was opened.
        async Task ReadLateAsync()
        {
            using TcpClient late = await ConnectAsync();
            await ReadAsync(late, 1);
        }
    }

    [Test]
    public async Task Held_bytes_arrive_late()
    {
        using TcpClient client = await ConnectAsync();
        using TcpClient server = await _server.AcceptTcpClientAsync();
        _proxy.Swallow();
        await client.GetStream().WriteAsync("late"u8.ToArray());
        Task<byte[]> read = ReadAsync(server, 4);
        using TcpClient other = await ConnectAsync();

        Assert.That((read.IsCompleted, _server.Pending()), Is.EqualTo((false, false)));

        _proxy.Mend();
        using TcpClient otherServer = await _server.AcceptTcpClientAsync();
        Assert.That(await read, Is.EqualTo("late"u8.ToArray()));
    }

    private async Task<TcpClient> ConnectAsync()
    {
        string[] address = _proxy.ConnectionString.Split(':');
        var client = new TcpClient();
        await client.ConnectAsync(address[0], int.Parse(address[1], System.Globalization.CultureInfo.InvariantCulture));
        return client;
    }

    private static async Task<byte[]> ReadAsync(TcpClient client, int count)
    {
        var bytes = new byte[count];
        await client.GetStream().ReadExactlyAsync(bytes);
        return bytes;
    }
}
