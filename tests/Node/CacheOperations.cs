namespace CacheKit.Node;

/// <summary>Executes the cache commands of a node.</summary>
internal sealed class CacheOperations(ICache cache, Computations computations, StoreFailures failures) : IAsyncDisposable
{
    private CancellationTokenSource _waiting = new();

    public async Task<NodeAnswer> CarryOutAsync(NodeCommand command)
    {
        var answer = new NodeAnswer(command.Id);
        CacheEntryOptions options = command.EntryOptions;
        long failed = failures.Count;
        switch (command.Operation)
        {
            case NodeOperation.Get:
                return answer with { Values = await Task.WhenAll(Enumerable.Range(0, command.Callers).Select(_ => GetAsync(command, options))) };
            case NodeOperation.GiveUp:
                await GiveUpAsync();
                return answer;
            case NodeOperation.Find:
                return answer with { Values = [(await cache.TryGetAsync<NodeValue>(command.Key, options)).Value] };
            case NodeOperation.Set:
                await cache.SetAsync(command.Key, computations.ValueOf(command.Row), options);
                return answer with { IsTaken = failures.Count == failed };
            case NodeOperation.Remove:
                await cache.RemoveAsync(command.Key, options);
                return answer with { IsTaken = failures.Count == failed };
            case NodeOperation.Clear:
                await cache.ClearAsync(command.Namespace);
                return answer with { IsTaken = failures.Count == failed };
            case NodeOperation.Evict:
                return answer with { IsTaken = await EvictAsync(command.Tags, EvictionMode.Immediate) };
            case NodeOperation.EvictSoftly:
                return answer with { IsTaken = await EvictAsync(command.Tags, EvictionMode.Soft) };
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Operation, "Unknown operation.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _waiting.CancelAsync();
        _waiting.Dispose();
    }

    private async Task<NodeValue?> GetAsync(NodeCommand command, CacheEntryOptions options) =>
        await cache.GetOrCreateAsync(command.Key, token => computations.ComputeAsync(command.Row, command.Takes, token), options, _waiting.Token);

    private async Task GiveUpAsync()
    {
        CancellationTokenSource waiting = Interlocked.Exchange(ref _waiting, new CancellationTokenSource());
        await waiting.CancelAsync();
        waiting.Dispose();
    }

    private async Task<bool> EvictAsync(string[] tags, EvictionMode mode)
    {
        bool isTaken = true;
        foreach (string tag in tags)
            isTaken &= await cache.EvictAsync(tag, mode);
        return isTaken;
    }
}
