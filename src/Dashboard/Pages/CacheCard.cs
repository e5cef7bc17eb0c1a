namespace CacheKit;

// One cache: its figures in short, its stores, and its switch.
internal static class CacheCard
{
    public static Html Of(CacheModel cache, IReadOnlyList<SubjectModel> subjects, DateTimeOffset now, bool isReadOnly) => Html.Of($"""
        <article class="panel cache{Html.When(!cache.IsEnabled, $" off")}" data-cache="{cache.Name}">
        <header><h2>{cache.Name}</h2>{Prefix(cache)}<span class="end switched">{Switch(cache, isReadOnly)}</span></header>
        {Headline(cache, subjects)}
        {Chart.Of(height: 52)}
        <ul class="stores">{Html.Each(cache.Stores, store => Store(store, now))}{Copies(cache, now)}</ul>
        </article>
        """);

    private static Html Prefix(CacheModel cache) => Html.Of($"""
        <span class="muted small">{Html.When(cache.Prefix.Length > 0, $"""prefix <code>{cache.Prefix}</code>, """)}entries {Expiration(cache)}</span>
        """);

    private static string Expiration(CacheModel cache) =>
        cache.Expiration is { } seconds ? "expire after " + Figure.Life(seconds) : "don't expire by default";

    private static Html Switch(CacheModel cache, bool isReadOnly)
    {
        Html state = Html.Of($"""<span>{(cache.IsEnabled ? "On" : "Off")}</span>""");
        return isReadOnly ? state : Html.Of($"""
            {state}<button class="switch scripted" type="button" role="switch" aria-checked="{(cache.IsEnabled ? "true" : "false")}"
            aria-label="Cache {cache.Name}" data-action="switch" data-to="{Address.Api(cache.Name, "switch")}" data-name="{cache.Name}"></button>
            """);
    }

    private static Html Headline(CacheModel cache, IReadOnlyList<SubjectModel> subjects)
    {
        long served = subjects.Sum(subject => subject.Hits + subject.Stale);
        long asked = served + subjects.Sum(subject => subject.Misses);
        StoreModel? measured = cache.Stores.FirstOrDefault(store => store.Entries is not null);
        return Html.Of($"""
            <dl class="headline">
            <div><dt>hit ratio</dt><dd data-total="ratio">{Figure.Ratio(asked == 0 ? null : (double)served / asked)}</dd></div>
            <div><dt>requests</dt><dd data-total="requests">{Figure.Count(asked + subjects.Sum(subject => subject.Bypasses))}</dd></div>
            <div><dt>a second</dt><dd data-total="rate">{Figure.None}</dd></div>
            <div><dt>entries</dt><dd data-total="entries">{Figure.Count(measured?.Entries)}</dd></div>
            </dl>
            """);
    }

    private static Html Store(StoreModel store, DateTimeOffset now) => Html.Of($"""
        <li><span class="level">{store.Level}</span><span>{store.Backend}{Amount(store)}</span>
        <span class="state"><span class="dot {store.State}"></span>{State(store.State)}{Since(store.Since, now)}</span>
        {Html.When(store.Failures > 0, $"""<span class="aside bad">{Figure.Count(store.Failures)} failed calls in this outage</span>""")}
        {Html.When(store.PendingRemovals > 0, $"""
            <span class="aside">{Figure.Count(store.PendingRemovals)} removals wait until the store is back</span>
            """)}
        {Capabilities(store)}</li>
        """);

    private static Html Amount(StoreModel store) => Html.When(store.Entries is not null, $"""
         <span class="muted"><span data-store="{store.Level}" data-amount="entries">{Figure.Count(store.Entries)}</span> entries{Bytes(store)}</span>
        """);

    private static Html Bytes(StoreModel store) => Html.When(store.Bytes is not null, $"""
        , <span data-store="{store.Level}" data-amount="bytes">{Figure.Bytes(store.Bytes)}</span>
        """);

    private static string State(string state) => state switch
    {
        "available" => "Available",
        "retrying" => "Trying again",
        _ => "Not available",
    };

    private static Html Since(DateTimeOffset? since, DateTimeOffset now) => since is { } start
        ? Html.Of($"""<span class="muted">since {Moment.Ago(start, now)}</span>""")
        : default;

    private static Html Capabilities(StoreModel store) => Html.When(store.Capabilities.Count + store.Missing.Count > 0, $"""
        <details><summary>{store.Capabilities.Count} of {store.Capabilities.Count + store.Missing.Count} capabilities</summary><ul>
        {Html.Each(store.Capabilities, name => Html.Of($"""<li class="badge good">{name}</li>"""))}
        {Html.Each(store.Missing, name => Html.Of($"""<li class="badge">no {name}</li>"""))}</ul></details>
        """);

    private static Html Copies(CacheModel cache, DateTimeOffset now) => cache.Copies is not { } copies ? default : Html.Of($"""
        <li><span class="level"><span class="spoken">L1 copies</span></span><span class="muted">L1 copies of other processes' changes</span>
        <span class="state"><span class="dot {(copies.IsConfirmed ? "available" : "retrying")}"></span>
        {(copies.IsConfirmed ? "Confirmed" : "Not confirmed")}{Since(copies.Since, now)}</span>
        {Html.When(!copies.IsConfirmed, $"""<span class="aside">Until the store's messages arrive again, each copy is kept for a short time.</span>""")}</li>
        """);
}
