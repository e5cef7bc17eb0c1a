using System.Collections.Concurrent;
using System.Diagnostics;

namespace CacheKit.Node;

/// <summary>Callers that read the keys of rows over and over, and record each read.</summary>
internal sealed class Load : IDisposable
{
    private const int Callers = 4;

    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _takes = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentQueue<NodeRead> _reads = [];
    private readonly CancellationTokenSource _end = new();
    private readonly Task[] _callers;

    public Load(ICache cache, Computations computations, string node, NodeCommand command)
    {
        _callers = [.. Enumerable.Range(0, Callers).Select(seed => Task.Run(() => ReadAsync(cache, computations, node, command, new Random(seed))))];
    }

    /// <summary>How many reads there have been.</summary>
    public int Count => _reads.Count;

    public async Task<NodeRead[]> StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_callers);
        return [.. _reads];
    }

    public void Dispose() => _end.Dispose();

    private async Task ReadAsync(ICache cache, Computations computations, string node, NodeCommand command, Random random)
    {
        using var timer = new PeriodicTimer(_pause);
        while (!_end.IsCancellationRequested)
        {
            _reads.Enqueue(await ReadAsync(cache, computations, node, command, random.Next(command.Rows)));
            await timer.WaitForNextTickAsync();
        }
    }

    private static async Task<NodeRead> ReadAsync(ICache cache, Computations computations, string node, NodeCommand command, int row)
    {
        var options = new CacheEntryOptions { Expiration = command.Expiration, Lease = command.Lease, Tags = [RowName.Of(row)] };
        long startedAt = Stopwatch.GetTimestamp();
        try
        {
            NodeValue value = await cache.GetOrCreateAsync(RowName.Of(row), token => computations.ComputeAsync(row, _takes, token), options);
            return new NodeRead(startedAt, Stopwatch.GetTimestamp(), row, value.Version, node);
        }
        catch (Exception exception)
        {
            return new NodeRead(startedAt, Stopwatch.GetTimestamp(), row, Version: 0, node, exception.ToString());
        }
    }
}
