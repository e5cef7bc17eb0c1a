using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A Memcached on a free loopback port or a Unix socket, which a test starts and ends.</summary>
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

    /// <summary>The host, or the path of a Unix socket.</summary>
    public string Host { get; }

    /// <summary>The port; 0 for a Unix socket.</summary>
    public int Port { get; }

    /// <summary>The address in the format of the backend: <c>host:port</c> or <c>unix:path</c>.</summary>
    public string ConnectionString => Port == 0 ? "unix:" + Host : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>Starts a server that belongs to the test, which may kill it. Skips the test if memcached is not installed.</summary>
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
    /// Returns a server that tests share: the one named by the environment variable CACHEKIT_MEMCACHED (<c>host:port</c>), which is not
    /// stopped afterwards, or else a new one.
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

    /// <summary>Kills the server like a crash (SIGKILL). Its data is lost.</summary>
    public void Kill() => OwnProcess.Kill();

    /// <summary>Starts an empty server on the same port.</summary>
    public async Task RestartAsync()
    {
        OwnProcess.Dispose();
        if (!await TryRunAsync())
            throw DidNotStart();
    }

    /// <summary>Sends one command over a new connection, and reads until the server sends no more.</summary>
    public async Task<string> SendAsync(string command)
    {
        await using NetworkStream stream = await OpenAsync();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\nquit\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Returns the lines of the server's key dump.</summary>
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
                // The server is scanning for expired items.
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
        $"The Memcached at {ConnectionString} was given by CACHEKIT_MEMCACHED, so a test must not stop it. Use {nameof(StartAsync)}.");

    private static MemcachedServer Create(string host, int port, string[] arguments)
    {
        string program = Requirement.Program("memcached", "Install Memcached, for example: apt install memcached");
        string folder = Directory.CreateTempSubdirectory("cachekit-memcached-").FullName;

        // Memcached refuses to run as root unless a user is given.
        string[] user = Environment.UserName == "root" ? ["-u", "root"] : [];
        return new MemcachedServer(host, port, program, folder, [.. user, .. arguments]);
    }

    // Returns false if the process ended by itself, most likely because another process took the port first.
    private async Task<bool> TryRunAsync()
    {
        ServerProcess process = _process = ServerProcess.Start(new ProcessStartInfo(_program, _arguments) { WorkingDirectory = _folder });
        await Poll.UntilAsync(async () => process.HasExited || await AnswersAsync());
        return !process.HasExited;
    }

    // A connection is enough: the server may require encryption or a login.
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
