using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A Redis on a free loopback port, empty and without persistence, which a test starts and ends.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Loopback = "127.0.0.1";

    private readonly ProcessStartInfo? _startInfo;
    private ServerProcess? _process;

    private RedisServer(string host, int port, ProcessStartInfo? startInfo)
    {
        Host = host;
        Port = port;
        _startInfo = startInfo;
    }

    public string Host { get; }

    public int Port { get; }

    /// <summary>The port as a command argument.</summary>
    public string PortText => Port.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>host:port</c>, in the format of StackExchange.Redis.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    /// <summary>The connection string with timeouts that are long enough for a busy machine.</summary>
    public string PatientConnectionString => Patient(ConnectionString);

    /// <summary>Adds timeouts to a connection string that are long enough for a busy machine.</summary>
    public static string Patient(string servers)
    {
        int patience = (int)Poll.Patience.TotalMilliseconds;
        return string.Create(CultureInfo.InvariantCulture, $"{servers},connectTimeout=10000,asyncTimeout={patience},syncTimeout={patience}");
    }

    /// <summary>Starts a server that belongs to the test, which may kill it. Skips the test if redis-server is not installed.</summary>
    public static Task<RedisServer> StartAsync() => StartAsync(() => []);

    /// <summary>
    /// Starts a Sentinel that belongs to the test. It monitors a primary under a service name and promotes a replica by itself after the
    /// primary was down for a second.
    /// </summary>
    public static async Task<RedisServer> StartSentinelAsync(string serviceName, RedisServer primary)
    {
        RedisServer sentinel = await StartAsync((port, folder) =>
        {
            string file = Path.Combine(folder, "sentinel.conf");
            File.WriteAllText(file,
                $"""
                port {port}
                bind {Loopback}
                dir "{folder}"
                sentinel monitor {serviceName} {primary.Host} {primary.PortText} 1
                sentinel down-after-milliseconds {serviceName} 1000
                """);
            return [file, "--sentinel"];
        });
        await Poll.UntilAsync(async () => (await sentinel.SendAsync("INFO", "sentinel"))!.Contains("slaves=1", StringComparison.Ordinal));
        return sentinel;
    }

    /// <summary>Makes this server a replica of another one, and returns when it is synchronized.</summary>
    public async Task FollowAsync(RedisServer primary)
    {
        await SendAsync("REPLICAOF", primary.Host, primary.PortText);
        await Poll.UntilAsync(async () => (await SendAsync("INFO", "replication"))!.Contains("master_link_status:up", StringComparison.Ordinal));
    }

    /// <summary>Promotes a replica to primary.</summary>
    public Task PromoteAsync() => SendAsync("REPLICAOF", "NO", "ONE");

    /// <summary>
    /// Returns a server that tests share: the one named by the environment variable CACHEKIT_REDIS (<c>host:port</c>), which is not stopped
    /// afterwards, or else a new one.
    /// </summary>
    public static async Task<RedisServer> StartUnlessGivenAsync()
    {
        if (Environment.GetEnvironmentVariable("CACHEKIT_REDIS") is not { Length: > 0 } address)
            return await StartAsync();

        int colon = address.LastIndexOf(':');
        if (colon < 1 || !int.TryParse(address.AsSpan(colon + 1), CultureInfo.InvariantCulture, out int port))
            throw new FormatException($"CACHEKIT_REDIS is '{address}'. Give it as host:port, for example 127.0.0.1:6379.");
        var server = new RedisServer(address[..colon], port, startInfo: null);
        await server.SendAsync("PING");
        return server;
    }

    /// <summary>Kills the server like a crash (SIGKILL). Its data is lost.</summary>
    public void Kill() => OwnProcess.Kill();

    /// <summary>Pauses the server (SIGSTOP): connections stay open, new ones are accepted, and no reply is sent.</summary>
    public Task PauseAsync() => ProcessSignal.PauseAsync(OwnProcess.Id);

    /// <summary>Resumes a paused server, with its data and the commands that it received in the meantime.</summary>
    public Task ResumeAsync() => ProcessSignal.ResumeAsync(OwnProcess.Id);

    /// <summary>Starts an empty server on the same port.</summary>
    public async Task RestartAsync()
    {
        OwnProcess.Dispose();
        if (!await TryRunAsync())
            throw DidNotStart();
    }

    /// <summary>Sends one command over a new connection, and returns the text of the reply; null for nil.</summary>
    /// <exception cref="InvalidOperationException">The server replied with an error.</exception>
    public Task<string?> SendAsync(params string[] words) => RedisCommand.SendAsync(Host, Port, words);

    public ValueTask DisposeAsync()
    {
        if (_startInfo is not null)
        {
            _process?.Dispose();
            Directory.Delete(_startInfo.WorkingDirectory, recursive: true);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Starts a Valkey, which has the arguments of Redis. Skips the test if valkey-server is not installed.</summary>
    public static Task<RedisServer> StartValkeyAsync() =>
        StartAsync(Requirement.OptionalProgram("valkey-server"), (port, folder) => ArgumentsOf(port, folder, []));

    /// <summary>Starts a server with additional arguments.</summary>
    public static Task<RedisServer> StartAsync(Func<IReadOnlyList<string>> extraArguments) =>
        StartAsync((port, folder) => ArgumentsOf(port, folder, extraArguments()));

    private static string[] ArgumentsOf(int port, string folder, IReadOnlyList<string> extraArguments) =>
    [
        "--port", port.ToString(CultureInfo.InvariantCulture),
        "--bind", Loopback,
        "--dir", folder,
        "--save", "",
        "--appendonly", "no",
        "--repl-diskless-sync-delay", "0",
        .. extraArguments,
    ];

    private static Task<RedisServer> StartAsync(Func<int, string, IReadOnlyList<string>> argumentsOf) =>
        StartAsync(Requirement.Program("redis-server", "Install Redis, for example: apt install redis-server"), argumentsOf);

    private static Task<RedisServer> StartAsync(string program, Func<int, string, IReadOnlyList<string>> argumentsOf) =>
        LoopbackPort.StartServerAsync(
            port =>
            {
                string folder = Directory.CreateTempSubdirectory("cachekit-redis-").FullName;
                return new RedisServer(Loopback, port, new ProcessStartInfo(program, argumentsOf(port, folder)) { WorkingDirectory = folder });
            },
            static server => server.TryRunAsync(),
            static server => server.DidNotStart());

    private ServerProcess OwnProcess => _process ?? throw new InvalidOperationException(
        $"The Redis at {ConnectionString} was given by CACHEKIT_REDIS, so a test must not stop it. Use {nameof(StartAsync)}.");

    // Returns false if the process ended by itself, most likely because another process took the port first.
    private async Task<bool> TryRunAsync()
    {
        ServerProcess process = _process = ServerProcess.Start(_startInfo!);
        await Poll.UntilAsync(async () => process.HasExited || await AnswersAsync(process.Id));
        return !process.HasExited;
    }

    // INFO instead of PING: the process id distinguishes our server from another one that took the port first, which may not be a Redis.
    private async Task<bool> AnswersAsync(int processId)
    {
        try
        {
            string? info = await SendAsync("INFO", "server");
            string ours = string.Create(CultureInfo.InvariantCulture, $"process_id:{processId}\r\n");
            return info is not null && info.Contains(ours, StringComparison.Ordinal);
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            return false;
        }
    }

    private InvalidOperationException DidNotStart() =>
        new($"{_startInfo?.FileName} did not start on {ConnectionString}. It wrote:\n{_process?.Output}");
}
