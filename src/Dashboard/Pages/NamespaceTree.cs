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
                <ul role="list" id="namespaces" data-cache="{cache.Name}" data-current="{query.Namespace}" aria-label="Namespaces of {cache.Name}">
                {Html.Each(Namespaces(cache, figures, query, keys), item => Leaf(cache.Name, item.Name, item.Count, item.Name == query.Namespace))}</ul>
                """)}</li>
            """);
    }

    private static Html Leaf(string? cache, string @namespace, string? count, bool isCurrent) => Html.Of($"""
        <li><a href="{Address.Keys(cache, @namespace)}"{Current(isCurrent)} data-namespace="{@namespace}"><span>{@namespace}</span><span class="count">{count}</span></a></li>
        """);

    private static Html Current(bool isCurrent) => Html.When(isCurrent, $" aria-current=\"true\"");

    // The count has a plus sign if there are further pages.
    private static IEnumerable<(string Name, string? Count)> Namespaces(
        CacheModel cache, FiguresModel figures, KeysQuery query, KeyPageModel? keys)
    {
        Dictionary<string, int> counts = (keys?.Keys ?? []).CountBy(key => key.Namespace, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        IEnumerable<string> used = figures.Caches.Where(item => item.Name == cache.Name).SelectMany(item => item.Subjects).Select(subject => subject.Namespace);
        string more = keys?.Next is null ? "" : "+";
        return counts.Keys.Concat(used).Append(query.Namespace ?? "").Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)
            .Select(name => (name, counts.TryGetValue(name, out int count) ? Figure.Count(count) + more : null));
    }
}
