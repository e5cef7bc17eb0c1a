using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using CacheKit.Node;
using CacheKit.Servers;

namespace CacheKit.Processes.Tests;

/// <summary>A node: a separate process with its own cache, which executes commands.</summary>
/// <remarks>
/// A disposed node leaves its process to a later one, with other settings: the start of a process takes more processor time than most tests.
/// </remarks>
internal sealed class NodeProcess : IAsyncDisposable
{
    // Copied next to this assembly, with its dependencies.
    private static readonly string _assembly = Path.Combine(AppContext.BaseDirectory, "CacheKit.Node.dll");

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentBag<NodeProcess> _idle = [];

    private readonly Process _process;
    private readonly bool _isReusable;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<NodeAnswer>> _waiting = [];
    private readonly Lock _writing = new();
    private TaskCompletionSource _ended = new();
    private int _lastId;

    private NodeProcess(Process process, bool isReusable)
    {
        _process = process;
        _isReusable = isReusable;
    }

    public string Name { get; private set; } = "";

    /// <summary>Starts a node, in the process of an earlier one if there is one.</summary>
    public static NodeProcess Start(NodeSettings settings) =>
        (_idle.TryTake(out NodeProcess? idle) ? idle : StartProcess(isReusable: true)).Begin(settings);

    /// <summary>Starts a node in a process that nothing else has run in and that no other node gets.</summary>
    public static NodeProcess StartNew(NodeSettings settings) => StartProcess(isReusable: false).Begin(settings);

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
        if (await EndsAsync())
        {
            FailWaiting();
            _idle.Add(this);
            return;
        }

        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static NodeProcess StartProcess(bool isReusable)
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", _assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // A node runs for seconds, too short for optimized code to pay off.
            Environment = { ["DOTNET_TieredPGO"] = "0", ["DOTNET_TC_CallCountingDelayMs"] = "10000" },
        })!;
        var node = new NodeProcess(process, isReusable);
        AppDomain.CurrentDomain.ProcessExit += node.KillAtExit;
        _ = node.ReadAnswersAsync();
        return node;
    }

    private NodeProcess Begin(NodeSettings settings)
    {
        Name = settings.Name;
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WriteLine(JsonSerializer.Serialize(settings));
        return this;
    }

    // Returns whether the process is ready for another node.
    private async Task<bool> EndsAsync()
    {
        if (!_isReusable || IsPaused || _process.HasExited)
            return false;
        try
        {
            WriteLine("");
            await _ended.Task.WaitAsync(_patience);
            return true;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    private Task<NodeAnswer> Send(NodeCommand command)
    {
        var answer = new TaskCompletionSource<NodeAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id = Interlocked.Increment(ref _lastId);
        _waiting[id] = answer;
        WriteLine(JsonSerializer.Serialize(command with { Id = id }));
        return answer.Task;
    }

    private void WriteLine(string line)
    {
        lock (_writing)
            _process.StandardInput.WriteLine(line);
    }

    private async Task ReadAnswersAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Length == 0)
            {
                _ended.SetResult();
                continue;
            }

            NodeAnswer answer = JsonSerializer.Deserialize<NodeAnswer>(line)!;
            if (_waiting.TryRemove(answer.Id, out TaskCompletionSource<NodeAnswer>? waiting))
                waiting.SetResult(answer);
        }

        FailWaiting();
        _ended.TrySetCanceled();
    }

    private void FailWaiting()
    {
        foreach (int id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out TaskCompletionSource<NodeAnswer>? waiting))
                waiting.SetException(new InvalidOperationException($"{Name} has ended."));
        }
    }

    private void KillAtExit(object? sender, EventArgs e) => _process.Kill();
}
