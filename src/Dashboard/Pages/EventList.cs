namespace CacheKit;

internal static class EventList
{
    public static Html Of(IEnumerable<EventModel> events, DateTimeOffset now, bool isWide)
    {
        EventModel[] shown = [.. events];
        return shown.Length == 0
            ? Html.Of($"""
                <p class="empty short muted">Nothing has happened yet. Warnings of the caches and their stores appear here.</p>
                """)
            : Html.Of($"""
                <ol class="list events{Html.When(isWide, $" wide")}">{Html.Each(shown, item => Item(item, now))}</ol>
                """);
    }

    private static Html Item(EventModel item, DateTimeOffset now) => Html.Of($"""
        <li><div class="line"><span class="badge {Colour(item.Level)}">{item.Level}</span><span>{item.Id}</span>
        <span class="end">{Moment.Ago(item.At, now)}</span></div>
        <div>{item.Message}</div></li>
        """);

    private static string Colour(string level) => level switch
    {
        "warning" => "warn",
        "error" or "critical" => "bad",
        _ => "",
    };
}
