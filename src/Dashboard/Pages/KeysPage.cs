namespace CacheKit;

// The keys of one cache: its namespaces, a search, a page of keys, and what can be done with them.
internal static class KeysPage
{
    // Keys: null together with the fault.
    public static Html Of(CachesModel caches, FiguresModel figures, KeysQuery query, KeyPageModel? keys, DashboardException? fault)
    {
        CacheModel? cache = caches.Caches.FirstOrDefault(item => item.Name == query.Cache);
        return Html.Of($"""
            <div class="head"><h1>Keys</h1></div>
            <div class="keys">
            <aside class="panel tree" aria-label="Caches and namespaces">{NamespaceTree.Of(caches, figures, query, keys)}</aside>
            <div class="stack">{Html.When(cache is not null, $"{Tools(cache!, query, caches.IsReadOnly)}")}
            {Note(cache)}
            <section class="panel" aria-label="Keys" id="keys">{Content(caches, query, keys, fault)}</section></div>
            </div>
            """);
    }

    private static Html Content(CachesModel caches, KeysQuery query, KeyPageModel? keys, DashboardException? fault) => fault switch
    {
        null => KeyTable.Of(query, keys!, caches.IsReadOnly),
        { Fault: DashboardFault.UnknownCursor } => Notice.Fault(fault, Link(query.AddressOf(cursor: null), "Start from the first keys")),
        { Fault: DashboardFault.StoreUnavailable } => Notice.Fault(fault, Link(query.AddressOf(query.Cursor), "Try again")),
        { Fault: DashboardFault.UnknownCache } => Notice.Fault(fault, Link(Address.Keys(cache: null), "Show the caches")),
        _ => Notice.Fault(fault),
    };

    private static Html Tools(CacheModel cache, KeysQuery query, bool isReadOnly) => Html.Of($"""
        <div class="tools"><form method="get" action="./keys" role="search">
        <input type="hidden" name="cache" value="{cache.Name}">
        {Html.When(query.Namespace is not null, $"""<input type="hidden" name="namespace" value="{query.Namespace}">""")}
        <input class="field" type="search" name="find" id="find" value="{query.Find}" placeholder="Part of a key" aria-label="Part of a key"
        autocomplete="off" spellcheck="false">
        <button class="button">Search</button></form>
        {Html.When(!isReadOnly, $"""<div class="actions scripted">{Evict(cache)}{Clear(cache, query)}</div>""")}</div>
        """);

    private static Html Evict(CacheModel cache) => Html.Of($"""
        <button class="button" type="button" data-action="evict" data-to="{Address.Api(cache.Name, "evict")}">Evict a tag…</button>
        """);

    private static Html Clear(CacheModel cache, KeysQuery query)
    {
        string what = query.Namespace switch
        {
            null => $"the cache {cache.Name}",
            "" => "the entries without a namespace",
            string name => $"the namespace {name}",
        };
        return Html.Of($"""
            <button class="button danger" type="button" data-action="clear" data-to="{Address.Api(cache.Name, "clear")}"
            {Html.When(query.Namespace is not null, $"data-namespace=\"{query.Namespace}\"")} data-title="Clear {what}?"
            data-text="All its entries are removed, also those that are not listed here."
            data-yes="Clear">Clear {(query.Namespace is null ? "the cache" : "the namespace")}…</button>
            """);
    }

    private static Html Note(CacheModel? cache) => Html.When(cache?.Listing == "whole", $"""
        <p class="note">This store lists its keys without pages: only the first 1,000 are shown.</p>
        """);

    private static Html Link(string address, string text) => Html.Of($"""<a class="button" href="{address}">{text}</a>""");
}
