using System.Diagnostics;
using System.Globalization;

namespace CacheKit.Servers;

/// <summary>Pauses and resumes a process.</summary>
public static class ProcessSignal
{
    /// <summary>Sends SIGSTOP: the process stops executing, and its connections stay open.</summary>
    public static Task PauseAsync(int processId) => SendAsync("STOP", processId);

    /// <summary>Sends SIGCONT.</summary>
    public static Task ResumeAsync(int processId) => SendAsync("CONT", processId);

    // By the shell's kill, since the numbers of signals differ between systems.
    private static async Task SendAsync(string signal, int processId)
    {
        string shell = Requirement.Program("sh", "Pausing a process needs Unix signals.");
        using Process process = Process.Start(shell, ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {processId}")]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"Process {processId} could not be sent SIG{signal}.");
    }
}
