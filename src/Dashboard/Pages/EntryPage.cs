namespace CacheKit;

// One entry: its metadata, tags and value, and what can be done with it.
internal static class EntryPage
{
    public static Html Of(string cache, EntryModel entry, CachesModel caches, DateTimeOffset now) => Html.Of($"""
        {Path(cache, entry)}
        <div class="head"><h1 class="mono" id="key">{entry.Name}</h1>
        <button class="icon scripted" type="button" data-copy="{entry.Key}" aria-label="Copy the whole key"
        title="Copy the whole key">{Icon.Copy}</button>
        {Html.When(!caches.IsReadOnly, $"{Actions(cache, entry)}")}</div>
        <div class="entry">
        <section class="panel" aria-label="Value" id="value">{EntryValue.Of(entry, caches.ShowsValues)}</section>
        <div class="stack"><section class="panel" aria-label="Metadata"><header><h2>Entry</h2>
        </header>{EntryLife.Of(entry, now)}{Facts(entry, now)}</section>
        <section class="panel" aria-label="Tags"><header><h2>Tags</h2></header>{Tags(cache, entry, caches.IsReadOnly)}</section></div>
        </div>
        """);

    public static Html OfFault(string? cache, DashboardException fault) => Html.Of($"""
        <div class="path"><a href="{Address.Keys(cache: null)}">Keys</a></div>
        <div class="head"><h1>Entry</h1></div>
        <section class="panel">{Notice.Fault(fault, Html.Of($"""
            <a class="button" href="{Address.Keys(cache)}">Show the keys</a>
            """))}</section>
        """);

    private static Html Path(string cache, EntryModel entry) => Html.Of($"""
        <nav class="path" aria-label="Path"><a href="{Address.Keys(cache: null)}">Keys</a><span>/</span><a
        href="{Address.Keys(cache)}">{cache}</a>
        {Html.When(entry.Namespace is { Length: > 0 }, $"""
            <span>/</span><a href="{Address.Keys(cache, entry.Namespace)}">{entry.Namespace}</a>
            """)}</nav>
        """);

    private static Html Actions(string cache, EntryModel entry) => Html.Of($"""
        <div class="actions scripted">{Html.When(entry.CanRefresh, $"""
            <button class="button" type="button" data-action="refresh" data-to="{Address.Api(cache, "refresh")}"
            data-key="{entry.Key}">Refresh</button>
            """)}<button class="button danger" type="button" data-action="remove" data-to="{Address.Api(cache, "remove")}"
        data-key="{entry.Key}" data-after="{Address.Keys(cache, entry.Namespace)}" data-title="Remove this entry?" data-text="{entry.Key}"
        data-yes="Remove">Remove…</button></div>
        """);

    private static Html Facts(EntryModel entry, DateTimeOffset now) => Html.Of($"""
        <dl class="facts">
        <dt>Key</dt><dd class="mono">{entry.Key}</dd>
        {Fact("Type", entry.Type)}{Fact("Size", entry.Size is null ? null : Figure.Bytes(entry.Size))}
        {Fact("Level", Level(entry.Level))}
        {Time("Stored", entry.Created, now)}
        {Html.When(entry.FreshUntil is not null, $"<dt>Fresh</dt><dd>{Fresh(entry.FreshUntil ?? now, now)}</dd>")}
        </dl>
        """);

    private static string Level(string level) => level switch
    {
        "l1" => "L1, the memory of this process",
        "l2" => "L2, the shared store",
        _ => level,
    };

    private static Html Fresh(DateTimeOffset until, DateTimeOffset now) => until > now
        ? Html.Of($"""for <span data-life="{(long)(until - now).TotalSeconds}">{Figure.Life((until - now).TotalSeconds)}</span>""")
        : Html.Of($"""stale since {Moment.Ago(until, now)}""");

    private static Html Fact(string name, string? value) => Html.When(!string.IsNullOrEmpty(value), $"<dt>{name}</dt><dd>{value}</dd>");

    private static Html Time(string name, DateTimeOffset? at, DateTimeOffset now) =>
        at is { } time ? Html.Of($"<dt>{name}</dt><dd>{Moment.Ago(time, now)}</dd>") : default;

    private static Html Tags(string cache, EntryModel entry, bool isReadOnly) => entry.Tags.Count == 0
        ? Html.Of($"""<p class="empty short muted">This entry has no tags.</p>""")
        : Html.Of($"""
            <ul class="tags">{Html.Each(entry.Tags, tag => Html.Of($"""
                <li><span class="mono">{tag.Name}</span>
                <span class="badge{Html.When(tag.State != "current", $" warn")}">{State(tag.State)}</span>
                {Html.When(!isReadOnly, $"{Evict(cache, tag)}")}</li>
                """))}</ul>
            """);

    private static string State(string state) => state == "softlyEvicted" ? "softly evicted" : state;

    private static Html Evict(string cache, TagModel tag) => Html.Of($"""
        <button class="button quiet end scripted" type="button" data-action="evict" data-to="{Address.Api(cache, "evict")}"
        data-tag="{tag.Name}"
        aria-label="Evict the tag {tag.Name}">Evict…</button>
        """);
}
