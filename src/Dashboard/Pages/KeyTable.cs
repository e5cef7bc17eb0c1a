namespace CacheKit;

// A page of keys. Assets/keys.js appends the rows of the next page.
internal static class KeyTable
{
    public static Html Of(KeysQuery query, KeyPageModel page, bool isReadOnly)
    {
        if (page.Keys.Count == 0 && page.Next is null && query.Cursor is null && !page.IsCut)
            return Nothing(query);

        return Html.Of($"""
            {Html.When(!isReadOnly, $"{Selection(query)}")}
            <table><thead><tr>{Html.When(!isReadOnly, $"""
                <th scope="col" class="pick scripted"><input type="checkbox" id="all" aria-label="Select all keys"></th>
                """)}<th scope="col">Key</th><th scope="col" class="number size">Size</th>
            <th scope="col" class="number left">Time to live</th></tr></thead>
            <tbody id="rows">{Html.Each(page.Keys, key => Row(query.Cache!, key, isReadOnly))}</tbody></table>
            {Html.When(page.Keys.Count == 0, $"""<p class="empty muted" id="none">None of the keys that were searched matches.</p>""")}
            {More(query, page)}
            """);
    }

    private static Html Nothing(KeysQuery query) => (query.Find, query.Namespace) switch
    {
        ({ } find, _) => Notice.Empty("No key matches", Html.Of($"""
            No key contains <code>{find}</code>. Search for less of it, or
            <a href="{Address.Keys(query.Cache, query.Namespace)}">show all keys</a>.
            """)),
        (_, { } name) => Notice.Empty($"Nothing is cached in {(name.Length == 0 ? "the default namespace" : name)}", Html.Of($"""
            Its next request stores an entry. <a href="{Address.Keys(query.Cache)}">Show all keys</a>
            """)),
        _ => Notice.Empty("Nothing is cached yet", Html.Of($"""
            Call an endpoint or a function with <code>[Cache]</code>, then look at this page again.
            """)),
    };

    private static Html Selection(KeysQuery query) => Html.Of($"""
        <div class="selection scripted"><span class="muted" id="selected" aria-live="polite">Nothing selected</span>
        <button class="button danger end" type="button" id="remove"
        data-to="{Address.Api(query.Cache!, "remove")}" disabled>Remove selected…</button></div>
        """);

    private static Html Row(string cache, KeyModel key, bool isReadOnly) => Html.Of($"""
        <tr data-key="{key.Key}" data-namespace="{key.Namespace}">{Html.When(!isReadOnly, $"""
            <td class="pick scripted"><input type="checkbox" aria-label="Select {key.Key}"></td>
            """)}<td class="key mono"><a href="{Address.Entry(cache, key.Key)}">{Space(key)}{key.Name}</a></td>
        <td class="number size">{Figure.Bytes(key.Size)}</td>
        {Left(key)}</tr>
        """);

    private static Html Space(KeyModel key) =>
        Html.When(key.Namespace is { Length: > 0 }, $"""<span class="space">{key.Namespace}:</span>""");

    private static Html Left(KeyModel key) => key.TimeToLive is { } left
        ? Html.Of($"""<td class="number left" data-life="{(long)Math.Max(0, left)}">{Figure.Life(left)}</td>""")
        : Html.Of($"""<td class="number left">no end</td>""");

    private static Html More(KeysQuery query, KeyPageModel page) => Html.Of($"""
        <div class="more" id="more"><span><span id="shown" data-count="{page.Keys.Count}">{Figure.Count(page.Keys.Count)}</span> keys
        {Html.When(query.Find is not null, $"""
            of <span id="searched" data-count="{page.Searched}">{Figure.Count(page.Searched)}</span> searched
            """)}
        {Html.When(page.IsCut, $", and the store has more, which it can't list page by page")}</span>
        {Html.When(page.Next is not null, $"""
            <a class="button" id="next" rel="next" href="{query.AddressOf(page.Next)}">Load more</a>
            """)}</div>
        """);
}
