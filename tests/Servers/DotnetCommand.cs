using System.Diagnostics;

namespace CacheKit.Servers;

/// <summary>Runs the <c>dotnet</c> command line to its end.</summary>
public static class DotnetCommand
{
    /// <returns>The output.</returns>
    /// <exception cref="InvalidOperationException">The command failed; the message holds its output.</exception>
    public static async Task<string> RunAsync(string workingDirectory, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                // A build node that outlives the command would keep the output open.
                ["MSBUILDDISABLENODEREUSE"] = "1",
                ["DOTNET_CLI_UI_LANGUAGE"] = "en",
                // It runs for seconds: code that is compiled once more, with optimization, does not pay off.
                ["DOTNET_TC_CallCountingDelayMs"] = "10000",
            },
        })!;
        string output = string.Concat(await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        await process.WaitForExitAsync();

        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }
}
