namespace CacheKit;

// Computations and leases under way.
internal static class FlightList
{
    public static Html Of(FiguresModel figures)
    {
        (string Cache, FlightModel Flight)[] flights =
            [.. figures.Caches.SelectMany(cache => cache.Flights.Select(flight => (cache.Name, flight)))];
        return Html.Of($"""
            <header><h2>Under way</h2><span class="end muted small">{flights.Length}</span></header>
            {(flights.Length == 0 ? Nothing() : Html.Of($"""
                <ul class="list">{Html.Each(flights, item => Item(item.Cache, item.Flight, figures.At))}</ul>
                """))}
            """);
    }

    private static Html Nothing() => Html.Of($"""<p class="empty short muted">Nothing is being computed now.</p>""");

    private static Html Item(string cache, FlightModel flight, DateTimeOffset now) => Html.Of($"""
        <li><span class="mono">{flight.Key}</span><div class="line"><span>{Kind(flight)}</span><span>{cache}</span>
        {Html.When(flight.Waiting > 0, $"<span>{flight.Waiting} waiting</span>")}<span class="end">{Moment.Ago(flight.Since, now)}</span>
        </div></li>
        """);

    private static string Kind(FlightModel flight) =>
        flight.Kind == "lease" ? "Lease" : flight.IsBackground ? "Computed in the background" : "Computed";
}
