namespace CacheKit;

// Where a flight stands in the wait graph: the flights whose factories wait for it, and the flights that its own factory waits for.
internal sealed class FlightWaits
{
    public HashSet<Flight> Waiting { get; } = [];

    public HashSet<Flight> Awaited { get; } = [];
}
