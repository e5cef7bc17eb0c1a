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
            // A build node that outlives the command would keep the output open.
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_UI_LANGUAGE"] = "en" },
        })!;
        string output = string.Concat(await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync()));
        await process.WaitForExitAsync();

        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }
}
