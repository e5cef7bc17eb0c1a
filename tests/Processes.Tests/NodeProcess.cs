using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>A node: a separate process with its own cache, which executes commands.</summary>
internal sealed class NodeProcess : IAsyncDisposable
{
    // Copied next to this assembly, with its dependencies.
    private static readonly string _assembly = Path.Combine(AppContext.BaseDirectory, "CacheKit.Node.dll");

    private readonly Process _process;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<NodeAnswer>> _waiting = [];
    private readonly Lock _writing = new();
    private int _lastId;

    private NodeProcess(Process process, string name)
    {
        _process = process;
        Name = name;
    }

    public string Name { get; }

    public static NodeProcess Start(NodeSettings settings)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", _assembly, JsonSerializer.Serialize(settings)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // A node runs for seconds, too short for optimized code to pay off.
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "10000" },
        })!;
        var node = new NodeProcess(process, settings.Name);
        AppDomain.CurrentDomain.ProcessExit += node.KillAtExit;
        _ = node.ReadAnswersAsync();
        return node;
    }

    /// <summary>Sends a command and returns its answer.</summary>
    /// <exception cref="InvalidOperationException">The command failed in the node, or the node ended before it answered.</exception>
    public async Task<NodeAnswer> SendAsync(NodeCommand command)
    {
        NodeAnswer answer = await Send(command);
        return answer.Failure is null ? answer : throw new InvalidOperationException($"{Name} failed to {command.Operation}: {answer.Failure}");
    }

    /// <summary>Returns the values of concurrent callers.</summary>
    public async Task<NodeValue[]> GetAsync(NodeCommand get) => [.. (await SendAsync(get with { Operation = NodeOperation.Get })).Values!];

    public async Task<long> ComputationsAsync() => (await SendAsync(new NodeCommand(NodeOperation.Computations))).Number;

    /// <summary>Returns whether the node finds in its store what it has stored there; removes it again.</summary>
    public async ValueTask<bool> ReachesStoreAsync()
    {
        await SendAsync(new NodeCommand(NodeOperation.Set) { Key = Name });
        NodeAnswer found = await SendAsync(new NodeCommand(NodeOperation.Find) { Key = Name });
        return found.Values.Single() is not null && (await SendAsync(new NodeCommand(NodeOperation.Remove) { Key = Name })).IsTaken;
    }

    /// <summary>Returns the number of reads under load.</summary>
    public async Task<long> ReadsAsync() => (await SendAsync(new NodeCommand(NodeOperation.Reads))).Number;

    /// <summary>Kills the node (SIGKILL).</summary>
    public void Kill() => _process.Kill();

    public bool IsPaused { get; private set; }

    /// <summary>Pauses the node (SIGSTOP).</summary>
    public Task PauseAsync()
    {
        IsPaused = true;
        return ProcessSignal.PauseAsync(_process.Id);
    }

    /// <summary>Resumes a paused node (SIGCONT).</summary>
    public Task ResumeAsync()
    {
        IsPaused = false;
        return ProcessSignal.ResumeAsync(_process.Id);
    }

    /// <summary>Moves the clock of a node that has its own.</summary>
    public Task StepClockAsync(TimeSpan by) => SendAsync(new NodeCommand(NodeOperation.StepClock) { Step = by });

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private Task<NodeAnswer> Send(NodeCommand command)
    {
        var answer = new TaskCompletionSource<NodeAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id = Interlocked.Increment(ref _lastId);
        _waiting[id] = answer;
        string line = JsonSerializer.Serialize(command with { Id = id });
        lock (_writing)
            _process.StandardInput.WriteLine(line);
        return answer.Task;
    }

    private async Task ReadAnswersAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            NodeAnswer answer = JsonSerializer.Deserialize<NodeAnswer>(line)!;
            if (_waiting.TryRemove(answer.Id, out TaskCompletionSource<NodeAnswer>? waiting))
                waiting.SetResult(answer);
        }

        foreach (TaskCompletionSource<NodeAnswer> waiting in _waiting.Values)
            waiting.TrySetException(new InvalidOperationException($"{Name} has ended."));
    }

    private void KillAtExit(object? sender, EventArgs e) => _process.Kill();
}
