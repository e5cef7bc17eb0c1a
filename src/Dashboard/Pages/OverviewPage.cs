namespace CacheKit;

// The first page: the caches, their requests, why responses are not stored, what is under way, and the last events.
internal static class OverviewPage
{
    private const int ShownEvents = 8;

    public static Html Of(CachesModel caches, FiguresModel figures, EventsModel events, string? sort)
    {
        if (caches.Caches.Count == 0)
        {
            return Html.Of($"""
                <div class="head"><h1>Overview</h1></div>
                <section class="panel">{Notice.Empty("There is no cache", Html.Of($"""
                Call <code>CacheManager.Init(...)</code> or <code>services.AddCacheKit(...)</code> at the start of the application.
                """))}</section>
                """);
        }

        return Html.Of($"""
            <div class="head"><h1>Overview</h1><p class="muted small">Counted in this process since the dashboard was first opened.</p>
            </div>
            <div class="overview">
            <section class="caches" aria-label="Caches" id="caches">
            {Html.Each(caches.Caches, cache => CacheCard.Of(cache, SubjectsOf(figures, cache), figures.At, caches.IsReadOnly))}</section>
            <div class="stack" id="requests">
            {Html.Each(caches.Caches, cache => RequestTable.Of(cache.Name, SubjectsOf(figures, cache), RequestOrder.Of(sort)))}
            {UnstoredTable.Of(figures)}</div>
            <div class="stack">
            <section class="panel" aria-label="Under way" id="flights">{FlightList.Of(figures)}</section>
            {Events(events, figures.At)}</div>
            </div>
            """);
    }

    private static Html Events(EventsModel events, DateTimeOffset now) => Html.Of($"""
        <section class="panel" aria-label="Last events" id="events"><header><h2>Last events</h2><a class="end small muted"
        href="{Address.Events}">All events</a></header>
        {EventList.Of(events.Events.Take(ShownEvents), now, isWide: false)}</section>
        """);

    private static IReadOnlyList<SubjectModel> SubjectsOf(FiguresModel figures, CacheModel cache) =>
        figures.Caches.FirstOrDefault(item => item.Name == cache.Name)?.Subjects ?? [];
}
