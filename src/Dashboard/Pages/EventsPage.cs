namespace CacheKit;

internal static class EventsPage
{
    public static Html Of(EventsModel events, DateTimeOffset now) => Html.Of($"""
        <div class="head"><h1>Events</h1>
        <p class="muted small">The last hundred log entries of the caches in this process, the newest first.</p></div>
        <section class="panel" aria-label="Events" id="events">{EventList.Of(events.Events, now, isWide: true)}</section>
        """);
}
