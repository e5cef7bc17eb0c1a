using System.Diagnostics;
using System.Text.Json;

namespace CacheKit.Node;

/// <summary>Reads commands, executes them concurrently, and writes the answers. Ends with an empty line or with its input.</summary>
internal sealed class CommandLoop(ICache cache, Computations computations, StoreFailures failures, SteppedClock clock, string node) : IAsyncDisposable
{
    private readonly CacheOperations _operations = new(cache, computations, failures);
    private readonly Lock _writing = new();
    private Load? _load;
    private Soak? _soak;
    private SynchronousCallers? _synchronous;

    public async Task RunAsync(TextReader commands, TextWriter answers)
    {
        while (await commands.ReadLineAsync() is { Length: > 0 } line)
            _ = Task.Run(() => AnswerAsync(JsonSerializer.Deserialize<NodeCommand>(line)!, answers));
    }

    public async ValueTask DisposeAsync()
    {
        await _operations.DisposeAsync();
        if (_load is not null)
            await _load.DisposeAsync();
        if (_soak is not null)
            await _soak.DisposeAsync();
    }

    private async Task AnswerAsync(NodeCommand command, TextWriter answers)
    {
        long startedAt = Stopwatch.GetTimestamp();
        NodeAnswer answer;
        try
        {
            answer = await CarryOutAsync(command);
        }
        catch (Exception exception)
        {
            answer = new NodeAnswer(command.Id) { Failure = exception.ToString() };
        }

        string line = JsonSerializer.Serialize(answer with { StartedAt = startedAt, EndedAt = Stopwatch.GetTimestamp() });
        lock (_writing)
        {
            answers.WriteLine(line);
            answers.Flush();
        }
    }

    private async Task<NodeAnswer> CarryOutAsync(NodeCommand command)
    {
        var answer = new NodeAnswer(command.Id);
        switch (command.Operation)
        {
            case NodeOperation.Computations:
                return answer with { Number = computations.Begun };
            case NodeOperation.StartSynchronousCalls:
                _synchronous = new SynchronousCallers(command);
                return answer;
            case NodeOperation.WaitingSynchronousCalls:
                return answer with { Number = _synchronous!.Waiting };
            case NodeOperation.EndSynchronousCalls:
                return answer with { Values = await _synchronous!.EndAsync(), Number = SynchronousFunctions.Begun };
            case NodeOperation.PoolMinimum:
                ThreadPool.GetMinThreads(out int minimum, out _);
                return answer with { Number = minimum };
            case NodeOperation.StartLoad:
                _load = new Load(cache, computations, node, command);
                return answer;
            case NodeOperation.Reads:
                return answer with { Number = _load!.Count };
            case NodeOperation.StopLoad:
                return answer with { Record = await _load!.StopAsync() with { StoreFailures = failures.Times } };
            case NodeOperation.StartSoak:
                _soak = new Soak(cache);
                return answer;
            case NodeOperation.Soaked:
                return answer with { Number = _soak!.Done, Failure = _soak.Failure };
            case NodeOperation.StopSoak:
                await _soak!.StopAsync();
                return answer;
            case NodeOperation.StepClock:
                clock.Step(command.Step);
                return answer;
            case NodeOperation.Heap:
                return answer with { Number = GC.GetTotalMemory(forceFullCollection: true) };
            default:
                return await _operations.CarryOutAsync(command);
        }
    }
}
