namespace CacheKit.Node;

/// <summary>What a node can be told to do with its cache.</summary>
internal sealed class CacheOperations(ICache cache, Computations computations)
{
    public async Task<NodeAnswer> CarryOutAsync(NodeCommand command)
    {
        var answer = new NodeAnswer(command.Id);
        var options = new CacheEntryOptions { Expiration = command.Expiration, Lease = command.Lease, Tags = command.Tags };
        switch (command.Operation)
        {
            case NodeOperation.Get:
                return answer with { Values = await Task.WhenAll(Enumerable.Range(0, command.Callers).Select(_ => GetAsync(command, options))) };
            case NodeOperation.Find:
                return answer with { Values = [(await cache.TryGetAsync<NodeValue>(command.Key, options)).Value] };
            case NodeOperation.Set:
                await cache.SetAsync(command.Key, computations.ValueOf(command.Row), options);
                return answer;
            case NodeOperation.Remove:
                return answer with { IsTaken = await cache.RemoveAsync(command.Key) };
            case NodeOperation.Clear:
                return answer with { Number = await cache.ClearAsync() };
            case NodeOperation.Evict:
                return answer with { IsTaken = await EvictAsync(command.Tags) };
            default:
                throw new ArgumentOutOfRangeException(nameof(command), command.Operation, "There is no such operation.");
        }
    }

    private async Task<NodeValue?> GetAsync(NodeCommand command, CacheEntryOptions options)
    {
        using var giveUp = new CancellationTokenSource(command.Patience ?? Timeout.InfiniteTimeSpan);
        return await cache.GetOrCreateAsync(command.Key, token => computations.ComputeAsync(command.Row, command.Takes, token), options, giveUp.Token);
    }

    private async Task<bool> EvictAsync(string[] tags)
    {
        foreach (string tag in tags)
            await cache.EvictAsync(tag);
        return true;
    }
}
