namespace CacheKit;

// What all pages have in common: the head of the document, the bar at the top, and the dialogs.
internal sealed class PageFrame(AssetFiles assets, bool isReadOnly)
{
    private static readonly (string Name, string Title, string Address)[] _pages =
        [("overview", "Overview", Address.Overview), ("keys", "Keys", "./keys"), ("events", "Events", Address.Events)];

    public Html Around(string page, string title, Html content) => Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <title>{title} · CacheKit</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <link rel="icon" href="{assets.AddressOf("icon.svg")}">
        {Html.Each(assets.Styles, name => Html.Of($"""<link rel="stylesheet" href="{assets.AddressOf(name)}">"""))}
        <script src="{assets.AddressOf("theme.js")}"></script>
        {Html.Each(assets.Modules, name => Html.Of($"""<link rel="modulepreload" href="{assets.AddressOf(name)}">"""))}
        <script type="module" src="{assets.AddressOf("main.js")}"></script>
        </head>
        <body data-page="{page}">
        <a class="skip" href="#main">Skip to the content</a>
        {Bar(page)}
        <main id="main" tabindex="-1">
        {content}
        </main>
        <div class="toast" role="status" id="toast"></div>
        {Dialogs.All}
        </body>
        </html>
        """);

    private Html Bar(string page) => Html.Of($"""
        <header class="bar">
        <a class="brand" href="{Address.Overview}">{Icon.Brand}CacheKit</a>
        <nav aria-label="Pages">{Html.Each(_pages, item => Link(item.Title, item.Address, item.Name == page))}</nav>
        <div class="bar-end">
        {Html.When(isReadOnly, $"""
            <span class="badge" title="This dashboard does not change anything: its option ReadOnly is set">Read-only</span>
            """)}
        {Html.When(page is "overview" or "events", $"""
            <span class="live scripted" id="live" data-state="off"><span class="dot"></span><span>Connecting</span></span>
            """)}
        <button class="icon scripted" type="button" data-theme-switch aria-label="Colours: automatic">
        {Icon.Automatic}{Icon.Sun}{Icon.Moon}</button>
        <button class="icon scripted" type="button" data-opens="shortcuts" aria-label="Keyboard shortcuts"
        title="Keyboard shortcuts">?</button>
        </div>
        </header>
        """);

    private static Html Link(string title, string address, bool isCurrent) =>
        Html.Of($"""<a href="{address}"{Html.When(isCurrent, $" aria-current=\"page\"")}>{title}</a>""");
}
