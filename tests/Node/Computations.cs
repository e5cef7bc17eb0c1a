namespace CacheKit.Node;

/// <summary>The factories of a node: they read the database when they begin, and take their time.</summary>
internal sealed class Computations(Database database, string node)
{
    private long _begun;

    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>A value that no factory computed.</summary>
    public NodeValue ValueOf(int row) => new(database.Read(row), node, Computation: 0);

    public async ValueTask<NodeValue> ComputeAsync(int row, TimeSpan takes, CancellationToken cancellationToken)
    {
        NodeValue value = ValueOf(row) with { Computation = Interlocked.Increment(ref _begun) };
        await Task.Delay(takes, cancellationToken);
        return value;
    }
}
