namespace CacheKit.Node;

/// <summary>The factories of a node, which read the database at their start and take a given time.</summary>
internal sealed class Computations(Database database, string node)
{
    private long _begun;

    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Returns a value that was not computed by a factory.</summary>
    public NodeValue ValueOf(int row) => new(database.Read(row), node, Computation: 0);

    public async ValueTask<NodeValue> ComputeAsync(int row, TimeSpan takes, CancellationToken cancellationToken)
    {
        NodeValue value = ValueOf(row) with { Computation = Interlocked.Increment(ref _begun) };
        await Task.Delay(takes, cancellationToken);
        return value;
    }
}
