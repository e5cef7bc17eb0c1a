namespace CacheKit;

// The caches, and the namespaces of the chosen one: those of the keys on this page, and those of its functions and endpoints.
internal static class NamespaceTree
{
    public static Html Of(CachesModel caches, FiguresModel figures, KeysQuery query, KeyPageModel? keys) => Html.Of($"""
        <ul role="list">{Html.Each(caches.Caches, cache => Branch(cache, figures, query, keys))}</ul>
        <template id="namespace">{Leaf(query.Cache, "", count: null, isCurrent: false)}</template>
        """);

    private static Html Branch(CacheModel cache, FiguresModel figures, KeysQuery query, KeyPageModel? keys)
    {
        bool isChosen = cache.Name == query.Cache;
        return Html.Of($"""
            <li><a href="{Address.Keys(cache.Name)}"{Current(isChosen && query.Namespace is null)}>{cache.Name}</a>
            {Html.When(isChosen, $"""
                <ul role="list" id="namespaces" data-cache="{cache.Name}" aria-label="Namespaces of {cache.Name}">
                {Html.Each(
                    Namespaces(cache, figures, query, keys),
                    item => Leaf(cache.Name, item.Name, item.Count, item.Name == query.Namespace))}</ul>
                """)}</li>
            """);
    }

    private static Html Leaf(string? cache, string @namespace, string? count, bool isCurrent) => Html.Of($"""
        <li><a href="{Address.Keys(cache, @namespace)}"{Current(isCurrent)} data-namespace="{@namespace}">
        <span>{NameOf(@namespace)}</span><span class="count">{count}</span></a></li>
        """);

    public static string NameOf(string @namespace) => @namespace.Length == 0 ? "no namespace" : @namespace;

    private static Html Current(bool isCurrent) => Html.When(isCurrent, $" aria-current=\"true\"");

    // The count has a plus sign if there are further pages.
    private static IEnumerable<(string Name, string? Count)> Namespaces(
        CacheModel cache, FiguresModel figures, KeysQuery query, KeyPageModel? keys)
    {
        string more = keys?.Next is null ? "" : "+";
        var counts = (keys?.Keys ?? []).CountBy(key => key.Namespace ?? "", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return counts.Keys.Concat(UsedBy(cache, figures)).Append(query.Namespace ?? "").Distinct().Order(StringComparer.Ordinal)
            .Select(name => (name, counts.TryGetValue(name, out int count) ? Figure.Count(count) + more : null));
    }

    private static IEnumerable<string> UsedBy(CacheModel cache, FiguresModel figures) => figures.Caches
        .Where(item => item.Name == cache.Name).SelectMany(item => item.Subjects).Select(subject => subject.Namespace);
}
