using System.Diagnostics;
using System.Text.RegularExpressions;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A built web application that runs in a separate process on a free loopback port.</summary>
public sealed partial class Application : IAsyncDisposable
{
    // A program that compiles its code at its start takes seconds of processor time, and minutes on a busy machine.
    private static readonly TimeSpan _startUp = TimeSpan.FromMinutes(5);

    private readonly ServerProcess _process;

    private Application(ServerProcess process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address, Timeout = Poll.Patience };
    }

    /// <summary>Sends requests to the application; the base address is the one that the application listens on.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>The output of the application so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts an application, which is an assembly or a native program, and returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">The application ended; the message holds its output.</exception>
    public static Task<Application> StartAsync(string path, params string[] arguments) =>
        StartAsync(path, new Dictionary<string, string>(), arguments);

    /// <summary>Starts an application with additional environment variables.</summary>
    /// <exception cref="InvalidOperationException">The application ended; the message holds its output.</exception>
    public static async Task<Application> StartAsync(string path, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        bool isAssembly = Path.GetExtension(path) == ".dll";
        string[] runtime = isAssembly ? ["exec", path] : [];
        // Port 0: the system assigns a free port, so that no other process can take it first.
        var start = new ProcessStartInfo(isAssembly ? "dotnet" : path, [.. runtime, "--urls", "http://127.0.0.1:0", .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(path),
            // It runs for seconds: code that is compiled once more, with optimization, does not pay off.
            Environment = { ["DOTNET_TC_CallCountingDelayMs"] = "10000" },
        };
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;

        ServerProcess process = ServerProcess.Start(start);
        try
        {
            await Poll.UntilAsync(async () => process.HasExited || Listening().IsMatch(process.Output), _startUp);
            return Listening().Match(process.Output) is { Success: true } listening
                ? new Application(process, new Uri(listening.Groups["address"].Value))
                : throw DidNotStart(path, process);
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"Now listening on: (?<address>http://\S+)")]
    private static partial Regex Listening();

    private static InvalidOperationException DidNotStart(string path, ServerProcess process)
    {
        // The process has ended, but its last output may not have been read: this waits for it.
        process.Kill();
        return new InvalidOperationException($"{Path.GetFileName(path)} did not start. It wrote:\n{process.Output}");
    }
}
