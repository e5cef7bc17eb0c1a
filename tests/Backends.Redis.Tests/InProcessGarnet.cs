using System.Globalization;
using CacheKit.Servers;
using Garnet;

namespace CacheKit.Backends.Redis.Tests;

/// <summary>A Garnet on a free loopback port, in the process of the tests: its NuGet package is the server as a library.</summary>
public sealed class InProcessGarnet : IAsyncDisposable
{
    private readonly int _port;
    private readonly string[] _arguments;
    private GarnetServer? _server;
    private Exception? _failure;

    private InProcessGarnet(int port, string[] arguments) => (_port, _arguments) = (port, arguments);

    /// <summary><c>host:port</c>, in the format of StackExchange.Redis.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>Starts a server that belongs to the test, with additional arguments. By default Garnet runs no scripts.</summary>
    public static Task<InProcessGarnet> StartAsync(params string[] arguments) => LoopbackPort.StartServerAsync(
        port => new InProcessGarnet(port, arguments),
        static garnet => Task.FromResult(garnet.TryRun()),
        static garnet => new InvalidOperationException($"Garnet did not start on {garnet.ConnectionString}.", garnet._failure));

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool TryRun()
    {
        try
        {
            string port = _port.ToString(CultureInfo.InvariantCulture);
            _server = new GarnetServer(["--bind", "127.0.0.1", "--port", port, "--memory", "64m", "--page", "4m", "--index", "4m", "-q", .. _arguments]);
            _server.Start();
            return true;
        }
        catch (Exception exception)
        {
            _failure = exception;
            return false;
        }
    }
}
