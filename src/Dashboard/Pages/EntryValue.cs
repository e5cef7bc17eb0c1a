namespace CacheKit;

// The value of an entry: JSON, text, bytes, or a response with its status and headers.
internal static class EntryValue
{
    private const string Lock = "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5";
    private const string Broken = "M3 2.5h7l3 3v8H3zM6 7l4 4M10 7l-4 4";

    public static Html Of(EntryModel entry, bool showsValues) => Html.Of($"""
        <header><h2>Value</h2><span class="badge">{Format(entry)}</span>{Html.When(entry.IsCut, $"""
            <span class="badge warn">only its beginning</span>
            """)}</header>
        {Html.When(entry.Response is not null, $"{Response(entry.Response!)}")}
        {Content(entry, showsValues)}
        """);

    private static string Format(EntryModel entry) => entry.Format switch
    {
        "json" => "JSON",
        "text" => "Text",
        "response" => "Response",
        "binary" => "Bytes",
        _ => "Not readable",
    };

    private static Html Content(EntryModel entry, bool showsValues)
    {
        if (entry.Format == "undecodable")
        {
            return State(Broken, "This value can't be decoded", Html.Of($"""
                Its next request counts as a miss and overwrites it. It was probably stored by another version of the application.
                """));
        }

        if (!showsValues)
        {
            return State(Lock, "Values are hidden", Html.Of($"""
                They may contain personal data. To show them to everybody who may open this page, set
                <code>options.ShowsValues = true</code> in <code>MapCacheKit</code>.
                """));
        }

        string? text = entry.Response is { } response ? response.Body : entry.Value;
        return text switch
        {
            null => State(Broken, "There is nothing to show", Html.Of($"The value of this entry has no text.")),
            "" => Html.Of($"""<p class="empty muted">The value is empty.</p>"""),
            _ => Text(entry, text),
        };
    }

    private static Html State(string icon, string title, Html text) =>
        Html.Of($"""<div class="empty">{Icon.Large(icon)}<h2>{title}</h2><p>{text}</p></div>""");

    private static Html Text(EntryModel entry, string text)
    {
        string format = entry.Response?.BodyFormat ?? entry.Format;
        Html content = format == "json" ? JsonMarkup.Of(text) : Html.Of($"{text}");
        return Html.Of($"""<pre class="value {format}" tabindex="0" role="region" aria-label="Content">{content}</pre>""");
    }

    private static Html Response(ResponseModel response) => Html.Of($"""
        <dl class="headers"><div><dt>Status</dt><dd>{response.Status}</dd></div>
        {Html.Each(response.Headers, header => Html.Of($"<div><dt>{header.Name}:</dt><dd>{header.Value}</dd></div>"))}</dl>
        """);
}
