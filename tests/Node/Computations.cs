namespace CacheKit.Node;

/// <summary>The factories of a node: they read the database when they begin, and take their time.</summary>
internal sealed class Computations(Database database, string node)
{
    private long _begun;

    public long Begun => Interlocked.Read(ref _begun);

    public async ValueTask<NodeValue> ComputeAsync(int row, TimeSpan takes, CancellationToken cancellationToken)
    {
        long version = database.Read(row);
        var value = new NodeValue(version, node, Interlocked.Increment(ref _begun));
        await Task.Delay(takes, cancellationToken);
        return value;
    }
}
