using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Servers;

/// <summary>Stops a process where it stands, and lets it go on.</summary>
public static class ProcessSignal
{
    /// <summary>SIGSTOP: the process does nothing from now on, and its connections stay open.</summary>
    public static Task PauseAsync(int processId) => SendAsync("STOP", processId);

    /// <summary>SIGCONT.</summary>
    public static Task ResumeAsync(int processId) => SendAsync("CONT", processId);

    // The shell's own word, because the signals' numbers differ between systems.
    private static async Task SendAsync(string signal, int processId)
    {
        string shell = Requirement.Program("sh", "Processes are paused by signals, which take a Unix.");
        using Process process = Process.Start(shell, ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"Process {processId} could not be sent SIG{signal}.");
    }
}
