namespace CacheKit.Benchmarks;

// Sixteen calls that are made in turn, so that neither the processor nor a cache does well by knowing the next one. The strings
// are of each Turns its own: what a caller passes is seldom the very object that a cache has kept.
internal sealed class Turns
{
    public const int Count = 16;

    private readonly (int Id, string Kind)[] _calls = [.. Enumerable.Range(0, Count).Select(turn => (1000 + (37 * turn), $"kind-{turn % 3}"))];
    private int _next;

    public (int Id, string Kind) Next() => _calls[_next++ & (Count - 1)];
}
