using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.Node;

/// <summary>Callers that repeatedly read the entries of rows and record each read.</summary>
internal sealed class Load : IAsyncDisposable
{
    private const int Callers = 4;

    // One of this many reads is a look-up without a factory.
    private const int Looks = 4;

    private const int LongestComputation = 10;

    private readonly ConcurrentQueue<NodeRead> _reads = [];
    private readonly ConcurrentQueue<NodeComputation> _computed = [];
    private readonly CancellationTokenSource _end = new();
    private readonly ICache _cache;
    private readonly Computations _computations;
    private readonly string _node;
    private readonly Task[] _callers;

    public Load(ICache cache, Computations computations, string node, NodeCommand command)
    {
        (_cache, _computations, _node) = (cache, computations, node);
        _callers = [.. Enumerable.Range(0, Callers).Select(seed => Task.Run(() => ReadAsync(command, new Random(seed))))];
    }

    /// <summary>The number of reads.</summary>
    public int Count => _reads.Count;

    public async Task<NodeRecord> StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
        return new NodeRecord(_node) { Reads = [.. _reads], Computations = [.. _computed] };
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _end.Dispose();
    }

    private async Task ReadAsync(NodeCommand command, Random random)
    {
        using var timer = new PeriodicTimer(command.Pause);
        while (!_end.IsCancellationRequested)
        {
            NodeCommand read = RowEntry.Command(random.Next(Looks) == 0 ? NodeOperation.Find : NodeOperation.Get, random.Next(command.Rows));
            _reads.Enqueue(await ReadAsync(read with { Takes = TimeSpan.FromMilliseconds(random.Next(LongestComputation)) }));
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task<NodeRead> ReadAsync(NodeCommand read)
    {
        bool isLook = read.Operation == NodeOperation.Find;
        NodeValue? value = null;
        string? failure = null;
        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            value = isLook
                ? (await _cache.TryGetAsync<NodeValue>(read.Key, read.EntryOptions)).Value
                : await _cache.GetOrCreateAsync(read.Key, token => ComputeAsync(read, token), read.EntryOptions);
        }
        catch (Exception exception)
        {
            failure = exception.ToString();
        }

        return new NodeRead(startedAt, Stopwatch.GetTimestamp(), read.Row, _node) { Value = value, IsLook = isLook, Failure = failure };
    }

    private async ValueTask<NodeValue> ComputeAsync(NodeCommand read, CancellationToken cancellationToken)
    {
        NodeValue value = await _computations.ComputeAsync(read.Row, read.Takes, cancellationToken);
        _computed.Enqueue(new NodeComputation(value.Computation, Stopwatch.GetTimestamp()));
        return value;
    }
}
