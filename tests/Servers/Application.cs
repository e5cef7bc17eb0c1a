using System.Diagnostics;
using System.Text.RegularExpressions;
using CacheKit.Conformance;

namespace CacheKit.Servers;

/// <summary>A built web application, run as its user runs it: a process of its own, on a free loopback port.</summary>
public sealed partial class Application : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private Application(ServerProcess process, Uri address)
    {
        _process = process;
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>Sends requests to the application; its base address is where the application listens.</summary>
    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    /// <summary>Everything the application has written so far.</summary>
    public string Output => _process.Output;

    /// <summary>Starts an application, an assembly or a native program, and returns when it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message holds what it wrote.</exception>
    public static async Task<Application> StartAsync(string path, params string[] arguments)
    {
        bool isAssembly = Path.GetExtension(path) == ".dll";
        string[] runtime = isAssembly ? ["exec", path] : [];
        // Port 0: the system gives the application a free one, which nobody can take in between.
        ServerProcess process = ServerProcess.Start(new ProcessStartInfo(isAssembly ? "dotnet" : path, [.. runtime, "--urls", "http://127.0.0.1:0", .. arguments])
        {
            WorkingDirectory = Path.GetDirectoryName(path),
        });
        try
        {
            await Poll.UntilAsync(async () => process.HasExited || Listening().IsMatch(process.Output));
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
        // It is gone, but its last words may still be on their way: this waits for them.
        process.Kill();
        return new InvalidOperationException($"{Path.GetFileName(path)} did not start. It wrote:\n{process.Output}");
    }
}
