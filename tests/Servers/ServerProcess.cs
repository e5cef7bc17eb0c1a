using System.Diagnostics;
using System.Text;

namespace CacheKit.Servers;

/// <summary>A server's process, which ends with the test that started it, or at the latest with the test run.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private ServerProcess(ProcessStartInfo startInfo)
    {
        startInfo.RedirectStandardOutput = true;
        startInfo.RedirectStandardError = true;
        _process = new Process { StartInfo = startInfo };
        _process.OutputDataReceived += (_, line) => Record(line.Data);
        _process.ErrorDataReceived += (_, line) => Record(line.Data);
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The output of the server so far, which explains a failed start.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static ServerProcess Start(ProcessStartInfo startInfo)
    {
        var server = new ServerProcess(startInfo);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += server.KillAtExit;
        return server;
    }

    /// <summary>Kills the process (SIGKILL) and returns when it has ended.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        Kill();
        _process.Dispose();
    }

    private void KillAtExit(object? sender, EventArgs e) => _process.Kill();

    private void Record(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}
