namespace CacheKit;

// Describes the figures of a cache and what it computes at the moment.
internal static class FigureModels
{
    public static CacheFiguresModel Of(CacheInspector cache) => new(
        cache.Name,
        [],
        [
            .. cache.Flights.Select(flight => new FlightModel("flight", flight.Key, flight.Since, flight.Waiting, flight.IsInBackground)),
            .. cache.Leases.Select(lease => new FlightModel("lease", lease.Key, lease.Since, lease.IsHeld ? 0 : 1, IsBackground: false)),
        ]);
}
