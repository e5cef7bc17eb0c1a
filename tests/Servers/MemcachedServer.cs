using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A real Memcached on a free loopback port or on a Unix socket, that lives as long as a test wants it.</summary>
public sealed class MemcachedServer : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";

    private readonly string _folder;
    private readonly string _program;
    private readonly string[] _arguments;
    private ServerProcess? _process;

    private MemcachedServer(string host, int port, string program, string folder, string[] arguments)
    {
        Host = host;
        Port = port;
        _program = program;
        _folder = folder;
        _arguments = arguments;
    }

    /// <summary>The host; for a Unix socket its path.</summary>
    public string Host { get; }

    /// <summary>The port; 0 for a Unix socket.</summary>
    public int Port { get; }

    /// <summary><c>host:port</c> or <c>unix:path</c>, as the backend takes it.</summary>
    public string ConnectionString => Port == 0 ? "unix:" + Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Starts a server of the test's own, which it may kill. Skips the test when there is no memcached.</summary>
    public static async Task<MemcachedServer> StartAsync(params string[] extraArguments)
    {
        return await LoopbackPort.StartServerAsync(
            port => Create(Loopback, port, ["-l", Loopback, "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "0", .. extraArguments]),
            static server => server.TryRunAsync(),
            static server => server.DidNotStart());
    }

    /// <summary>Starts a server that listens on a Unix socket only.</summary>
    public static async Task<MemcachedServer> StartOnUnixSocketAsync()
    {
        string path = Path.Combine(Path.GetTempPath(), $"cachekit-{Guid.NewGuid():N}.sock");
        var server = Create(path, 0, ["-s", path]);
        return await server.TryRunAsync() ? server : throw server.DidNotStart();
    }

    /// <summary>
    /// For a test that needs just a Memcached, shared with others: the one that the environment variable CACHEKIT_MEMCACHED
    /// names (<c>host:port</c>), which is left running, or else one started here.
    /// </summary>
    public static async Task<MemcachedServer> StartUnlessGivenAsync()
    {
        if (Environment.GetEnvironmentVariable("CACHEKIT_MEMCACHED") is not { Length: > 0 } address)
            return await StartAsync();

        int colon = address.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int port))
            throw new FormatException($"CACHEKIT_MEMCACHED is '{address}'. Give it as host:port, for example 127.0.0.1:11211.");
        var server = new MemcachedServer(address[..colon], port, program: "", folder: "", arguments: []);
        await server.SendAsync("mn");
        return server;
    }

    /// <summary>Ends the server at once, as a crash would (SIGKILL). Its data is lost.</summary>
    public void Kill() => OwnProcess.Kill();

    /// <summary>Starts an empty server on the same port, in place of the one that was running or was killed.</summary>
    public async Task RestartAsync()
    {
        OwnProcess.Dispose();
        if (!await TryRunAsync())
            throw DidNotStart();
    }

    /// <summary>Sends one command over a connection of its own, and reads the reply up to where the server says no more.</summary>
    public async Task<string> SendAsync(string command)
    {
        await using NetworkStream stream = await OpenAsync();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\nquit\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>The lines in which the server lists its items.</summary>
    public async Task<IReadOnlyList<string>> DumpAsync()
    {
        await using NetworkStream stream = await OpenAsync();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        while (true)
        {
            var lines = new List<string>();
            await stream.WriteAsync("lru_crawler metadump hash\r\n"u8.ToArray());
            while (await reader.ReadLineAsync() is { } line && line != "END")
            {
                // It searches for expired items at the moment.
                if (line.StartsWith("BUSY", StringComparison.Ordinal))
                    break;
                lines.Add(line);
            }

            if (lines.Count > 0)
                return lines;
        }
    }

    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        if (_folder.Length > 0)
            Directory.Delete(_folder, recursive: true);
        if (Port == 0)
            File.Delete(Host);
        return ValueTask.CompletedTask;
    }

    private ServerProcess OwnProcess => _process ?? throw new InvalidOperationException(
        $"The Memcached at {ConnectionString} was given by CACHEKIT_MEMCACHED and isn't this test's to end. Use {nameof(StartAsync)}.");

    private static MemcachedServer Create(string host, int port, string[] arguments)
    {
        string program = Requirement.Program("memcached", "Install Memcached, for example: apt install memcached");
        string folder = Directory.CreateTempSubdirectory("cachekit-memcached-").FullName;

        // Memcached refuses to run as root unless it is told whom to run as.
        string[] user = Environment.UserName == "root" ? ["-u", "root"] : [];
        return new MemcachedServer(host, port, program, folder, [.. user, .. arguments]);
    }

    // False: the process ended by itself, most likely because somebody took the port in the meantime.
    private async Task<bool> TryRunAsync()
    {
        ServerProcess process = _process = ServerProcess.Start(new ProcessStartInfo(_program, _arguments) { WorkingDirectory = _folder });
        await Poll.UntilAsync(async () => process.HasExited || await AnswersAsync());
        return !process.HasExited;
    }

    // Connecting is enough: a server may encrypt, or ask for a login.
    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using NetworkStream stream = await OpenAsync();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task<NetworkStream> OpenAsync()
    {
        Socket socket = Port == 0
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await (Port == 0 ? socket.ConnectAsync(new UnixDomainSocketEndPoint(Host)) : socket.ConnectAsync(Host, Port));
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private InvalidOperationException DidNotStart() =>
        new($"memcached did not start on {ConnectionString}. It wrote:\n{_process?.Output}");
}
